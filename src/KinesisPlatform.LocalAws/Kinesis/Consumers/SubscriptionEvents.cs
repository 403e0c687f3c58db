using System.Buffers;
using System.IO.Pipelines;
using KinesisPlatform.LocalAws.Kinesis.EventStreams;
using KinesisPlatform.LocalAws.Kinesis.Operations;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Storage;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>Writes the events of one subscription. Each is written whole before it is flushed, so that whatever ends the subscription cuts none in two.</summary>
internal sealed class SubscriptionEvents(PipeWriter output) : IDisposable
{
    private const string Json = "application/x-amz-json-1.1";

    private readonly PooledBuffer _message = new(4096);

    public Task InitialAsync(CancellationToken cancellationToken)
    {
        Write("event", ":event-type", "initial-response", static _ => { });
        return FlushAsync(cancellationToken);
    }

    /// <param name="children">Null while the shard has more to give, or may have.</param>
    public Task RecordsAsync(Shard shard, ShardRead read, List<Shard>? children, long nowMilliseconds, CancellationToken cancellationToken)
    {
        Write("event", ":event-type", "SubscribeToShardEvent", members =>
        {
            RecordOutput.Records(members, shard, read);
            // The number of the last record before the next, but with the present time in its arrival: above every record sent, below every one to come.
            if (children is null) members.Member("ContinuationSequenceNumber"u8, shard.SequenceOf(read.NextNumber - 1, nowMilliseconds).ToString());
            members.Member("MillisBehindLatest"u8, read.WaitingSinceMilliseconds is { } since ? Math.Max(0, nowMilliseconds - since) : 0);
            if (children is not null) members.List("ChildShards"u8, children, static (writer, child) => writer.ChildShard(child));
        });
        return FlushAsync(cancellationToken);
    }

    /// <summary>The last event; it goes out as the answer ends.</summary>
    public void Exception(KinesisException error) => Write("exception", ":exception-type", error.Code, members => members.Member("message"u8, error.Message));

    public void Dispose() => _message.Dispose();

    private void Write(string messageType, string typeHeader, string type, Action<MessageWriter> members)
    {
        EventStreamMessage.Write(_message, [(typeHeader, type), (":content-type", Json), (":message-type", messageType)], payload =>
        {
            using var json = new JsonMessageWriter(payload);
            json.Map(members);
        });
        output.Write(_message.Written.Span);
    }

    // Kestrel cuts the connection where the token of a flush is cancelled: only the waiting may be. What is written goes out when the client takes it.
    private async Task FlushAsync(CancellationToken cancellationToken) => await output.FlushAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
}
