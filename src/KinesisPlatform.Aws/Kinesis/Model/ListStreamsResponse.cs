using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class ListStreamsResponse : AmazonWebServiceResponse
{
    public List<string>? StreamNames { get; set; }
    public bool? HasMoreStreams { get; set; }
    public string? NextToken { get; set; }
    public List<StreamSummary>? StreamSummaries { get; set; }
}
