using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Consumers;

/// <summary>A stream's consumers. The lock of the stream guards them.</summary>
internal sealed class StreamConsumers(KinesisStream stream, LocalAwsOptions options, TimeProvider time)
{
    // Kinesis developer guide, "Quotas and limits".
    private const int CountMax = 20;
    private const int CreatingCountMax = 5;

    private readonly List<StreamConsumer> _consumers = [];

    /// <summary>In order of their names.</summary>
    public IReadOnlyList<StreamConsumer> All
    {
        get
        {
            var now = time.GetUtcNow();
            _consumers.RemoveAll(c => c.GoneAt <= now);
            return _consumers;
        }
    }

    public StreamConsumer? Find(string name) => All.FirstOrDefault(c => c.Name == name);

    /// <exception cref="KinesisException">ResourceInUseException: there is one of that name; LimitExceededException.</exception>
    public StreamConsumer Register(string name)
    {
        var now = time.GetUtcNow();
        if (Find(name) is not null) throw KinesisException.InUse($"Consumer {name} under stream {stream.Arn} already exists.");
        if (_consumers.Count >= CountMax) throw KinesisException.LimitExceeded($"Stream {stream.Arn} has {CountMax} consumers, as many as a stream may have.");
        if (_consumers.Count(c => c.StatusAt(now) == "CREATING") >= CreatingCountMax) throw KinesisException.LimitExceeded($"Stream {stream.Arn} has {CreatingCountMax} consumers in state CREATING, as many as may be at once.");
        var consumer = new StreamConsumer(stream, name, now, now + options.StreamTransition);
        var index = _consumers.FindIndex(c => string.CompareOrdinal(c.Name, name) > 0);
        _consumers.Insert(index < 0 ? _consumers.Count : index, consumer);
        return consumer;
    }

    public void Deregister(StreamConsumer consumer) => consumer.Deregister(time.GetUtcNow() + options.StreamTransition);
}
