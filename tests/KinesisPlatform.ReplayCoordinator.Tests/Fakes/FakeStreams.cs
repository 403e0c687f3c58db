using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>Streams in memory: those described, and what was put.</summary>
internal sealed class FakeStreams : IStreamDirectory, IStreamProducer, IReplayProducers, IReplayProducerLease
{
    private readonly Lock _gate = new();
    private readonly List<OutgoingRecord> _put = [];

    public Dictionary<StreamName, StreamDescription> Descriptions { get; } = new()
    {
        [new("flights")] = Describe("flights"),
        [new("flights-replay")] = Describe("flights-replay"),
    };

    /// <summary>Called before records are put; may wait or throw.</summary>
    public Func<IReadOnlyList<OutgoingRecord>, CancellationToken, Task>? OnPut { get; set; }

    /// <summary>What producers were asked for.</summary>
    public HashSet<(bool Aggregates, double Share)> Producers { get; } = [];

    public IReadOnlyList<OutgoingRecord> Put
    {
        get { lock (_gate) return [.. _put]; }
    }

    public static StreamDescription Describe(string name, params ShardDescription[] shards) =>
        new(new(name), $"arn:aws:kinesis:us-east-1:000000000000:stream/{name}", Records.Start, "ACTIVE", TimeSpan.FromDays(1), shards);

    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StreamName>>([.. Descriptions.Keys]);

    public Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken) => Task.FromResult(Descriptions.GetValueOrDefault(stream));

    public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async ValueTask<Task<PutResult>> EnqueueAsync(StreamName stream, OutgoingRecord record, CancellationToken cancellationToken) =>
        Task.FromResult((await PutAsync(stream, [record], cancellationToken))[0]);

    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        if (OnPut is { } hook) await hook(records, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            // A stream has copies: the caller's memory is his again.
            _put.AddRange(records.Select(record => record with { Data = record.Data.ToArray() }));
            return [.. records.Select((_, i) => new PutResult(Records.Shard0, Records.Sequence(_put.Count + i)))];
        }
    }

    public IReplayProducerLease Rent(string replayId) => this;

    public IStreamProducer Get(bool aggregates, double share)
    {
        lock (_gate) Producers.Add((aggregates, share));
        return this;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
