using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class CreateStreamRequest : AmazonWebServiceRequest
{
    public string? StreamName { get; set; }

    /// <summary>Needed for a provisioned stream, absent for an on-demand one.</summary>
    public int? ShardCount { get; set; }

    public StreamModeDetails? StreamModeDetails { get; set; }
}
