using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.TestKit;

/// <summary>
/// Kinesis in memory: answers at once, on the caller's thread, under an injected clock, so that histories are repeatable. Trims by retention,
/// expires iterators, reshards, and fails when told to. It has no limits of its own; LocalAws is the emulator with the service's behaviour.
/// </summary>
public sealed class FakeKinesis(TimeProvider time) : IAmazonKinesis, IKinesisRecordClient
{
    private static readonly TimeSpan IteratorLifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FakeStream> _streams = [];
    private readonly Dictionary<string, Queue<Exception>> _faults = [];
    private long _sequence;

    /// <summary>Every call, in order, with its time.</summary>
    public List<(string Operation, DateTimeOffset At)> Calls { get; } = [];

    /// <summary>The entries of every PutRecords call that was not failed as a whole.</summary>
    public List<IReadOnlyList<PutEntry>> PutRequests { get; } = [];

    /// <summary>Error code for an entry, or null to take it.</summary>
    public Func<PutEntry, string?> EntryError { get; set; } = _ => null;

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
        Run("ListShards", () => new ListShardsResponse { Shards = Find(request.StreamName).Describe() });

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
        return new RecordBatch(
            records,
            isAtEnd && shard.IsClosed ? null : Iterator(stream, shard, end),
            isAtEnd ? TimeSpan.Zero : now - shard.Records[end].ArrivedAt,
            isAtEnd && shard.IsClosed && NamesChildren ? stream.ChildrenOf(shard) : []);
    });

    public Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken) => Run<IReadOnlyList<PutEntryResult>>("PutRecords", () =>
    {
        var stream = Find(streamName);
        PutRequests.Add(entries);
        return [.. entries.Select(entry => EntryError(entry) is { } code
            ? new PutEntryResult(null, default, code, "told to fail")
            : stream.Put(entry with { Data = entry.Data.ToArray() }, NextSequence(), time.GetUtcNow()))];
    });

    public void Dispose() { }

    private Task<T> Run<T>(string operation, Func<T> answer)
    {
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

    private FakeStream Find(string? name) => _streams.TryGetValue(name ?? "", out var stream) ? stream : throw new ResourceNotFoundException($"Stream {name} under account 000000000000 not found.");

    private string Iterator(FakeStream stream, FakeShard shard, int position) => string.Create(CultureInfo.InvariantCulture, $"{stream.Name}|{shard.Id}|{position}|{time.GetUtcNow().UtcTicks}");

    // 56 digits, as the service's.
    private SequenceNumber NextSequence() => SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"495903382714902566085596925383615710959215759{++_sequence:D11}"));

    private sealed class FakeStream
    {
        public FakeStream(string name, int shardCount, DateTimeOffset createdAt)
        {
            (Name, CreatedAt) = (name, createdAt);
            var width = UInt128.MaxValue / (UInt128)shardCount;
            for (var i = 0; i < shardCount; i++) Add([], width * (UInt128)i, i == shardCount - 1 ? UInt128.MaxValue : width * (UInt128)(i + 1) - 1);
        }

        public string Name { get; }
        public DateTimeOffset CreatedAt { get; }
        public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);
        public List<FakeShard> Shards { get; } = [];

        public FakeShard Find(string? id) => Shards.Find(s => s.Id == id) ?? throw new ResourceNotFoundException($"Shard {id} in stream {Name} under account 000000000000 does not exist.");

        public PutEntryResult Put(PutEntry entry, SequenceNumber sequence, DateTimeOffset now)
        {
            var shard = Shards.Single(s => !s.IsClosed && s.Holds(FakeShard.HashKeyOf(entry)));
            shard.Records.Add(new(entry.Data, Encoding.UTF8.GetBytes(entry.PartitionKey), sequence, now));
            return new(shard.Id, sequence, null, null);
        }

        public void Split(string? id, UInt128 at)
        {
            var parent = Find(id);
            parent.IsClosed = true;
            Add([parent.Id], parent.Start, at - 1);
            Add([parent.Id], at, parent.End);
        }

        public void Merge(string? first, string? second)
        {
            var (left, right) = (Find(first), Find(second));
            left.IsClosed = right.IsClosed = true;
            Add([left.Id, right.Id], left.Start < right.Start ? left.Start : right.Start, left.End > right.End ? left.End : right.End);
        }

        public int FirstKept(FakeShard shard, DateTimeOffset now)
        {
            var index = shard.Records.FindIndex(r => r.ArrivedAt > now - Retention);
            return index < 0 ? shard.Records.Count : index;
        }

        public List<ChildShard> ChildrenOf(FakeShard parent) =>
            [.. Shards.Where(s => s.Parents.Contains(parent.Id)).Select(s => new ChildShard { ShardId = s.Id, ParentShards = [.. s.Parents] })];

        public List<Shard> Describe() =>
        [
            .. Shards.Select(s => new Shard
            {
                ShardId = s.Id,
                ParentShardId = s.Parents.ElementAtOrDefault(0),
                AdjacentParentShardId = s.Parents.ElementAtOrDefault(1),
                HashKeyRange = new() { StartingHashKey = $"{s.Start}", EndingHashKey = $"{s.End}" },
                SequenceNumberRange = new() { StartingSequenceNumber = "0", EndingSequenceNumber = s.IsClosed ? "1" : null },
            }),
        ];

        private void Add(string[] parents, UInt128 start, UInt128 end) =>
            Shards.Add(new(string.Create(CultureInfo.InvariantCulture, $"shardId-{Shards.Count:D12}"), parents, start, end));
    }

    private sealed class FakeShard(string id, IReadOnlyList<string> parents, UInt128 start, UInt128 end)
    {
        public string Id => id;
        public IReadOnlyList<string> Parents => parents;
        public UInt128 Start => start;
        public UInt128 End => end;
        public bool IsClosed { get; set; }
        public List<KinesisRecord> Records { get; } = [];

        public bool Holds(UInt128 hashKey) => hashKey >= start && hashKey <= end;

        public int PositionOf(GetShardIteratorRequest request, int firstKept, bool refusesTrimmed)
        {
            if (request.StartingSequenceNumber is { } text)
            {
                var sequence = SequenceNumber.Parse(text);
                var at = Records.FindIndex(r => r.SequenceNumber >= sequence);
                if (at < 0) at = Records.Count;
                if (refusesTrimmed && at < firstKept) throw new InvalidArgumentException($"StartingSequenceNumber {text} is trimmed.");
                var isAfter = request.ShardIteratorType == ShardIteratorType.AFTER_SEQUENCE_NUMBER && at < Records.Count && Records[at].SequenceNumber == sequence;
                return isAfter ? at + 1 : at;
            }
            if (request.ShardIteratorType == ShardIteratorType.LATEST) return Records.Count;
            if (request.Timestamp is { } timestamp && Records.FindIndex(r => r.ArrivedAt.UtcDateTime >= timestamp) is var found) return found < 0 ? Records.Count : found;
            return 0;
        }

        public static UInt128 HashKeyOf(PutEntry entry) => entry.ExplicitHashKey is { } key
            ? UInt128.Parse(key, CultureInfo.InvariantCulture)
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(entry.PartitionKey)));
    }
}
