using System.Globalization;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;

namespace KinesisPlatform.TestKit;

/// <summary>
/// Kinesis in memory: answers at once, on the caller's thread, under an injected clock, so that histories are repeatable. Trims by retention,
/// expires iterators, reshards, and fails when told to. It has no limits of its own; LocalAws is the emulator with the service's behaviour.
/// </summary>
public sealed partial class FakeKinesis(TimeProvider time) : IAmazonKinesis, IKinesisRecordClient, IShardSubscriptionClient
{
    private static readonly TimeSpan IteratorLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeStream> _streams = [];
    private readonly Dictionary<string, Queue<Exception>> _faults = [];
    private Dictionary<string, List<Shard>> _frozenShards = [];
    private long _sequence;

    /// <summary>Every call, in order, with its time.</summary>
    public List<(string Operation, DateTimeOffset At)> Calls { get; } = [];

    /// <summary>The entries of every PutRecords call that was not failed as a whole.</summary>
    public List<IReadOnlyList<PutEntry>> PutRequests { get; } = [];

    /// <summary>Error code for an entry, or null to take it.</summary>
    public Func<PutEntry, string?> EntryError { get; set; } = _ => null;

    /// <summary>What a PutRecords call as a whole is refused with, or null to look at its entries.</summary>
    public Func<IReadOnlyList<PutEntry>, Exception?> RequestError { get; set; } = _ => null;

    /// <summary>What becomes of the next PutRecords call; asked once per call.</summary>
    public Func<PutFault> PutFault { get; set; } = () => TestKit.PutFault.None;

    /// <summary>How long a PutRecords call takes to arrive, and then its answer. At once when zero.</summary>
    public Func<(TimeSpan There, TimeSpan Back)> PutLatency { get; set; } = () => default;

    /// <summary>Called with each operation's name before it is looked at: what happens meanwhile.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>ListShards answers as of this call, until called again: as the service's own lags behind.</summary>
    public void FreezeShardList(bool isFrozen)
    {
        lock (_gate) _frozenShards = isFrozen ? _streams.ToDictionary(s => s.Key, s => s.Value.Describe()) : [];
    }

    /// <summary>Records of one GetRecords answer at most, whatever the caller asks for.</summary>
    public int RecordsPerReadMax { get; set; } = 10_000;

    /// <summary>Whether the last answer of a closed shard names its children; some emulators do not.</summary>
    public bool NamesChildren { get; set; } = true;

    /// <summary>Whether a sequence number that is trimmed already is refused instead of being taken as the horizon.</summary>
    public bool RefusesTrimmedSequenceNumbers { get; set; }

    /// <summary>The next calls of an operation, such as <c>GetRecords</c>, throw these, one each.</summary>
    public void FailNext(string operation, params Exception[] exceptions)
    {
        lock (_gate)
        {
            if (!_faults.TryGetValue(operation, out var queue)) _faults[operation] = queue = new();
            foreach (var exception in exceptions) queue.Enqueue(exception);
        }
    }

    public void CreateStream(string name, int shardCount) => CreateStreamAsync(new() { StreamName = name, ShardCount = shardCount });

    /// <returns>The record's shard and sequence number.</returns>
    public PutEntryResult Put(string stream, string partitionKey, byte[] data, string? explicitHashKey = null)
    {
        lock (_gate) return Find(stream).Put(new(data, partitionKey, explicitHashKey), NextSequence(), time.GetUtcNow());
    }

    /// <summary>Everything ever put onto a stream, shard by shard, with the shard's hash key range, inclusive.</summary>
    public IReadOnlyList<(ShardId ShardId, UInt128 Start, UInt128 End, KinesisRecord Record)> RecordsOf(string stream)
    {
        lock (_gate) return [.. Find(stream).Shards.SelectMany(shard => shard.Records.Select(record => (new ShardId(shard.Id), shard.Start, shard.End, record)))];
    }

    public Task<CreateStreamResponse> CreateStreamAsync(CreateStreamRequest request, CancellationToken cancellationToken = default) => Run("CreateStream", () =>
    {
        if (!_streams.TryAdd(request.StreamName!, new(request.StreamName!, request.ShardCount ?? 1, time.GetUtcNow()))) throw new ResourceInUseException($"Stream {request.StreamName} already exists.");
        return new CreateStreamResponse();
    });

    public Task<DeleteStreamResponse> DeleteStreamAsync(DeleteStreamRequest request, CancellationToken cancellationToken = default) => Run("DeleteStream", () =>
    {
        Find(request.StreamName);
        _streams.Remove(request.StreamName!);
        return new DeleteStreamResponse();
    });

    public Task<DescribeStreamResponse> DescribeStreamAsync(DescribeStreamRequest request, CancellationToken cancellationToken = default) => Run("DescribeStream", () =>
    {
        var stream = Find(request.StreamName);
        return new DescribeStreamResponse { StreamDescription = new() { StreamName = stream.Name, StreamStatus = StreamStatus.ACTIVE, Shards = stream.Describe(), HasMoreShards = false } };
    });

    public Task<DescribeStreamSummaryResponse> DescribeStreamSummaryAsync(DescribeStreamSummaryRequest request, CancellationToken cancellationToken = default) => Run("DescribeStreamSummary", () =>
    {
        var stream = Find(request.StreamName);
        return new DescribeStreamSummaryResponse
        {
            StreamDescriptionSummary = new()
            {
                StreamName = stream.Name,
                StreamARN = $"arn:aws:kinesis:us-east-1:000000000000:stream/{stream.Name}",
                StreamStatus = StreamStatus.ACTIVE,
                RetentionPeriodHours = (int)stream.Retention.TotalHours,
                StreamCreationTimestamp = stream.CreatedAt.UtcDateTime,
                OpenShardCount = stream.Shards.Count(s => !s.IsClosed),
            },
        };
    });

    public Task<ListStreamsResponse> ListStreamsAsync(ListStreamsRequest request, CancellationToken cancellationToken = default) => Run("ListStreams", () =>
    {
        var rest = _streams.Keys.Order(StringComparer.Ordinal).Where(name => string.CompareOrdinal(name, request.ExclusiveStartStreamName) > 0).ToList();
        var page = request.Limit ?? 100;
        return new ListStreamsResponse { StreamNames = [.. rest.Take(page)], HasMoreStreams = rest.Count > page };
    });

    public Task<ListShardsResponse> ListShardsAsync(ListShardsRequest request, CancellationToken cancellationToken = default) =>
        Run("ListShards", () => new ListShardsResponse { Shards = _frozenShards.GetValueOrDefault(request.StreamName!) ?? FindLife(request).Describe() });

    public Task<GetShardIteratorResponse> GetShardIteratorAsync(GetShardIteratorRequest request, CancellationToken cancellationToken = default) => Run("GetShardIterator", () =>
    {
        var stream = Find(request.StreamName);
        var shard = stream.Find(request.ShardId);
        var position = shard.PositionOf(request, stream.FirstKept(shard, time.GetUtcNow()), RefusesTrimmedSequenceNumbers);
        return new GetShardIteratorResponse { ShardIterator = Iterator(stream, shard, position) };
    });

    public Task<GetRecordsResponse> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Read this fake through IKinesisRecordClient.");

    public Task<PutRecordResponse> PutRecordAsync(PutRecordRequest request, CancellationToken cancellationToken = default) => Run("PutRecord", () =>
    {
        var result = Put(request.StreamName!, request.PartitionKey!, request.Data!.ToArray(), request.ExplicitHashKey);
        return new PutRecordResponse { ShardId = result.ShardId, SequenceNumber = result.SequenceNumber.ToString() };
    });

    public Task<PutRecordsResponse> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Write to this fake through IKinesisRecordClient.");

    public Task<SplitShardResponse> SplitShardAsync(SplitShardRequest request, CancellationToken cancellationToken = default) => Run("SplitShard", () =>
    {
        Find(request.StreamName).Split(request.ShardToSplit, UInt128.Parse(request.NewStartingHashKey!, CultureInfo.InvariantCulture));
        return new SplitShardResponse();
    });

    public Task<MergeShardsResponse> MergeShardsAsync(MergeShardsRequest request, CancellationToken cancellationToken = default) => Run("MergeShards", () =>
    {
        Find(request.StreamName).Merge(request.ShardToMerge, request.AdjacentShardToMerge);
        return new MergeShardsResponse();
    });

    public Task<UpdateShardCountResponse> UpdateShardCountAsync(UpdateShardCountRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Split and merge this fake's shards one by one.");

    public Task<IncreaseStreamRetentionPeriodResponse> IncreaseStreamRetentionPeriodAsync(IncreaseStreamRetentionPeriodRequest request, CancellationToken cancellationToken = default) =>
        Run("IncreaseStreamRetentionPeriod", () =>
        {
            Find(request.StreamName).Retention = TimeSpan.FromHours(request.RetentionPeriodHours!.Value);
            return new IncreaseStreamRetentionPeriodResponse();
        });

    public Task<DecreaseStreamRetentionPeriodResponse> DecreaseStreamRetentionPeriodAsync(DecreaseStreamRetentionPeriodRequest request, CancellationToken cancellationToken = default) =>
        Run("DecreaseStreamRetentionPeriod", () =>
        {
            Find(request.StreamName).Retention = TimeSpan.FromHours(request.RetentionPeriodHours!.Value);
            return new DecreaseStreamRetentionPeriodResponse();
        });

    public Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken) => Run("GetRecords", () =>
    {
        // stream|shard|position|issued
        var parts = shardIterator.Split('|');
        var now = time.GetUtcNow();
        if (now - new DateTimeOffset(long.Parse(parts[3], CultureInfo.InvariantCulture), TimeSpan.Zero) > IteratorLifetime) throw new ExpiredIteratorException("Iterator expired.");
        var stream = Find(parts[0]);
        var shard = stream.Find(parts[1]);
        var start = Math.Max(int.Parse(parts[2], CultureInfo.InvariantCulture), stream.FirstKept(shard, now));
        var records = shard.Records.Skip(start).Take(Math.Min(recordCountMax, RecordsPerReadMax)).ToList();
        var end = start + records.Count;
        var isAtEnd = end == shard.Records.Count;
        var (slices, memory) = Pooled(records);
        return new RecordBatch(
            slices,
            isAtEnd && shard.IsClosed ? null : Iterator(stream, shard, end),
            isAtEnd ? TimeSpan.Zero : now - shard.Records[end].ArrivedAt,
            isAtEnd && shard.IsClosed && NamesChildren ? stream.ChildrenOf(shard) : [],
            memory);
    });

    public async Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        // The request's body: what it was made of may be used for something else when it arrives.
        PutEntry[] sent = [.. entries.Select(entry => entry with { Data = entry.Data.ToArray() })];
        var (there, back) = PutLatency();
        if (there > TimeSpan.Zero) await Task.Delay(there, time, cancellationToken);
        var fault = PutFault();
        if (fault == TestKit.PutFault.RequestLost) throw new HttpRequestException("The connection was refused.");
        var results = await PutNowAsync(streamName, sent);
        if (back > TimeSpan.Zero) await Task.Delay(back, time, cancellationToken);
        return fault == TestKit.PutFault.AnswerLost ? throw new HttpRequestException("The connection was reset.") : results;
    }

    private Task<IReadOnlyList<PutEntryResult>> PutNowAsync(string streamName, IReadOnlyList<PutEntry> entries) => Run<IReadOnlyList<PutEntryResult>>("PutRecords", () =>
    {
        var stream = Find(streamName);
        if (RequestError(entries) is { } error) throw error;
        PutRequests.Add(entries);
        return [.. entries.Select(entry => EntryError(entry) is { } code
            ? new PutEntryResult(null, default, code, "told to fail")
            : stream.Put(entry, NextSequence(), time.GetUtcNow()))];
    });

    public void Dispose() { }

    private Task<T> Run<T>(string operation, Func<T> answer)
    {
        Before(operation);
        lock (_gate)
        {
            Calls.Add((operation, time.GetUtcNow()));
            try
            {
                if (_faults.TryGetValue(operation, out var queue) && queue.TryDequeue(out var fault)) throw fault;
                return Task.FromResult(answer());
            }
            catch (Exception e)
            {
                return Task.FromException<T>(e);
            }
        }
    }

    // As the real client's: whoever uses a record after its batch was disposed hears of it.
    private static (List<KinesisRecord> Slices, GuardedMemory Memory) Pooled(List<KinesisRecord> records)
    {
        var bytes = new byte[records.Sum(r => r.Data.Length + r.PartitionKey.Length)];
        var memory = new GuardedMemory(bytes);
        var end = 0;
        return (records.ConvertAll(r => r with { Data = Slice(r.Data), PartitionKey = Slice(r.PartitionKey) }), memory);

        ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> content)
        {
            content.CopyTo(bytes.AsMemory(end));
            end += content.Length;
            return memory.Memory[(end - content.Length)..end];
        }
    }

    private FakeStream FindLife(ListShardsRequest request) => Find(request.StreamName) is var stream && (request.StreamCreationTimestamp ?? stream.CreatedAt.UtcDateTime) == stream.CreatedAt.UtcDateTime
        ? stream
        : throw new ResourceNotFoundException($"Stream {request.StreamName} created at {request.StreamCreationTimestamp:O} not found.");

    private FakeStream Find(string? name) => _streams.TryGetValue(name ?? "", out var stream) ? stream : throw new ResourceNotFoundException($"Stream {name} under account 000000000000 not found.");

    private string Iterator(FakeStream stream, FakeShard shard, int position) => string.Create(CultureInfo.InvariantCulture, $"{stream.Name}|{shard.Id}|{position}|{time.GetUtcNow().UtcTicks}");

    // 56 digits, as the service's.
    private SequenceNumber NextSequence() => SequenceAt(++_sequence);

    private static SequenceNumber SequenceAt(long count) => SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"495903382714902566085596925383615710959215759{count:D11}"));
}
