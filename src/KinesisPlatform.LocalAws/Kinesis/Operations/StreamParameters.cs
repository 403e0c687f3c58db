using System.Text.RegularExpressions;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>The parameters that most operations have: the stream, by name or ARN, and shards of it.</summary>
internal static partial class StreamParameters
{
    public const int NameLengthMax = 128;

    public static string? StreamName(this RequestParameters parameters, bool isRequired = false) =>
        parameters.Text("StreamName", NamePattern(), NameLengthMax, isRequired);

    public static string? ShardId(this RequestParameters parameters, string name, bool isRequired = false) =>
        parameters.Text(name, NamePattern(), NameLengthMax, isRequired);

    /// <summary>The stream that the request names. Call it last of the parameters: it throws for all those that are invalid.</summary>
    /// <exception cref="KinesisException">ValidationException, InvalidArgumentException, ResourceNotFoundException.</exception>
    public static KinesisStream Stream(this RequestParameters parameters, StreamRegistry streams)
    {
        var name = parameters.StreamName();
        var arn = parameters.Text("StreamARN", ArnPattern(), 2048);
        parameters.ThrowIfInvalid();
        if (name is null && arn is null) throw KinesisException.InvalidArgument("Either StreamARN or StreamName must be specified.");
        if (arn is null) return streams.Find(name!);
        var named = arn[(arn.IndexOf('/') + 1)..];
        if (name is not null && name != named) throw KinesisException.InvalidArgument("StreamARN and StreamName name different streams.");
        var stream = streams.Find(named);
        return stream.Arn == arn ? stream : throw KinesisException.NotFound($"Stream {arn} not found.");
    }

    /// <summary>As <see cref="Stream"/>, but a stream that is still being created is not found yet.</summary>
    public static KinesisStream UsableStream(this RequestParameters parameters, StreamRegistry streams)
    {
        var stream = parameters.Stream(streams);
        lock (stream.Gate) return stream.Status == "CREATING" ? throw streams.NotFound(stream.Name) : stream;
    }

    /// <exception cref="KinesisException">ResourceNotFoundException.</exception>
    public static Shard FindShard(this KinesisStream stream, string shardId, StreamRegistry streams) =>
        stream.Shards.FirstOrDefault(s => s.Id == shardId)
        ?? throw KinesisException.NotFound($"Could not find shard {shardId} in stream {stream.Name} under account {streams.AccountId}.");

    /// <exception cref="KinesisException">ResourceInUseException.</exception>
    public static void ThrowIfNotActive(this KinesisStream stream, StreamRegistry streams)
    {
        if (stream.Status is var status && status != "ACTIVE")
            throw KinesisException.InUse($"Stream {stream.Name} under account {streams.AccountId} not ACTIVE, instead in state {status}");
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_.-]+\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\Aarn:aws.*:kinesis:.*:\d{12}:stream/\S+\z")]
    private static partial Regex ArnPattern();
}
