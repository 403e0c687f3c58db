using System.Globalization;
using System.Net;
using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Simulation.Checking;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Streams;

/// <summary>Kinesis as one process reaches it: through a network that loses, delays and repeats, with iterators that expire and limits that are hit.</summary>
internal sealed class KinesisEndpoint(Link link, SimulatedKinesis kinesis, Scheduler scheduler, KinesisQuirks quirks, ReaderChecker readers) : IAmazonKinesis, IKinesisRecordClient
{
    private static readonly TimeSpan IteratorLifetime = TimeSpan.FromMinutes(5);

    public Task<DescribeStreamSummaryResponse> DescribeStreamSummaryAsync(DescribeStreamSummaryRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync("DescribeStreamSummary", request.StreamName, () =>
        {
            var stream = kinesis.Find(request.StreamName);
            return new DescribeStreamSummaryResponse
            {
                StreamDescriptionSummary = new()
                {
                    StreamName = stream.Name.Value,
                    StreamARN = $"arn:aws:kinesis:us-east-1:000000000000:stream/{stream.Name}",
                    StreamStatus = stream.StatusAt(scheduler.Now),
                    RetentionPeriodHours = (int)stream.Retention.TotalHours,
                    StreamCreationTimestamp = stream.CreatedAt.UtcDateTime,
                    OpenShardCount = stream.Open.Count,
                },
            };
        }, cancellationToken);

    public Task<ListStreamsResponse> ListStreamsAsync(ListStreamsRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync("ListStreams", "", () => new ListStreamsResponse { StreamNames = [.. kinesis.Names.Select(name => name.Value)], HasMoreStreams = false }, cancellationToken);

    public Task<ListShardsResponse> ListShardsAsync(ListShardsRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync("ListShards", request.StreamName, () => new ListShardsResponse { Shards = [.. FindLife(request).ListedAt(scheduler.Now).Select(Describe)] }, cancellationToken);

    public Task<GetShardIteratorResponse> GetShardIteratorAsync(GetShardIteratorRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync("GetShardIterator", $"{request.StreamName}/{request.ShardId} {request.ShardIteratorType} {request.StartingSequenceNumber}", () =>
        {
            var shard = FindShard(kinesis.Find(request.StreamName), request.ShardId);
            return new GetShardIteratorResponse { ShardIterator = Iterator(shard, PositionOf(shard, request)) };
        }, cancellationToken);

    public Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken)
    {
        // stream|incarnation|shard|ordinal|issued
        var parts = shardIterator.Split('|');
        readers.Read(new(parts[2]), link.Process);
        var isExpired = link.Faults.Strikes(FaultKind.IteratorExpired, link.Random);
        var isEmpty = link.Faults.Strikes(FaultKind.EmptyAnswer, link.Random);
        return ReadAsync("GetRecords", $"{parts[2]}@{parts[3]}", () =>
        {
            var stream = kinesis.Find(parts[0]);
            var isOld = scheduler.NowTicks - long.Parse(parts[4], CultureInfo.InvariantCulture) > IteratorLifetime.Ticks;
            if (isExpired || isOld || stream.Incarnation != int.Parse(parts[1], CultureInfo.InvariantCulture)) throw new ExpiredIteratorException("Iterator expired.");
            return Read(FindShard(stream, parts[2]), int.Parse(parts[3], CultureInfo.InvariantCulture), isEmpty ? 0 : Math.Min(recordCountMax, quirks.RecordsPerReadMax));
        }, cancellationToken);
    }

    public Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        // The request's body: what it was made of may be used for something else when it takes effect.
        PutEntry[] sent = [.. entries.Select(entry => entry with { Data = entry.Data.ToArray() })];
        return link.SendAsync("PutRecords", $"{streamName} {sent.Length}", Draw(isWrite: true), () =>
        {
            var stream = kinesis.Find(streamName);
            if (stream.StatusAt(scheduler.Now) is "CREATING" or "DELETING") throw new ResourceInUseException($"Stream {streamName} is not active.");
            if (stream.RefusesCallers) throw new AmazonKinesisException("User is not authorized to perform kinesis:PutRecords.", null, ErrorType.Sender, "AccessDeniedException", null, HttpStatusCode.BadRequest);
            if (sent.Any(entry => entry.Data.Length + Encoding.UTF8.GetByteCount(entry.PartitionKey) > stream.RecordBytesMax))
                throw new InvalidArgumentException($"A record of stream {streamName} is larger than its {stream.RecordBytesMax} bytes.");
            return (IReadOnlyList<PutEntryResult>)[.. sent.Select(entry => link.Faults.Strikes(FaultKind.EntryThrottled, link.Random)
                ? new PutEntryResult(null, default, "ProvisionedThroughputExceededException", "Rate exceeded.")
                : kinesis.Put(stream, entry))];
        }, cancellationToken);
    }

    private Task<T> ReadAsync<T>(string operation, string? subject, Func<T> read, CancellationToken cancellationToken) =>
        link.SendAsync(operation, subject ?? "", Draw(isWrite: false), read, cancellationToken);

    private Delivery Draw(bool isWrite)
    {
        var (there, back) = (link.Latency(), link.Latency());
        var (faults, random) = (link.Faults, link.Random);
        if (faults.Strikes(FaultKind.KinesisThrottled, random)) return new(null, null, there + back, new ProvisionedThroughputExceededException("Rate exceeded."));
        if (faults.Strikes(FaultKind.KinesisFailed, random)) return new(null, null, there + back, Failure());
        if (faults.Strikes(FaultKind.KinesisSlow, random)) (there, back) = (random.Between(there, TimeSpan.FromSeconds(2)), random.Between(back, TimeSpan.FromSeconds(4)));
        if (!isWrite) return new(there, null, there + back, null);
        if (faults.Strikes(FaultKind.KinesisLostResponse, random)) return new(there, null, there + back, Failure());
        if (faults.Strikes(FaultKind.KinesisDuplicated, random)) return new(there, random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(1)), there + back, null);
        if (faults.Strikes(FaultKind.KinesisLateEffect, random)) return new(there + back + random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(5)), null, there + back, Failure());
        return new(there, null, there + back, null);
    }

    private Exception Failure() => link.Random.Next(4) switch
    {
        0 => new HttpRequestException("The connection was reset."),
        1 => new IOException("The response ended."),
        2 => new TaskCanceledException("The client's timeout."),
        _ => new AmazonKinesisException("Internal failure.", null, ErrorType.Receiver, "InternalFailure", null, HttpStatusCode.InternalServerError),
    };

    private RecordBatch Read(SimulatedShard shard, int ordinal, int countMax)
    {
        var now = scheduler.Now;
        var start = Math.Max(ordinal, shard.FirstKept);
        var end = start;
        while (end < shard.Records.Count && end - start < countMax && shard.Records[end].VisibleAt <= now) end++;
        var hasMore = end < shard.Records.Count && shard.Records[end].VisibleAt <= now;
        var isEnd = shard.ClosedAt is not null && end == shard.Records.Count;
        var memory = new AnswerMemory();
        return new(
            [.. shard.Records.GetRange(start, end - start).Select(record => memory.Copy(record.Record))],
            isEnd ? null : Iterator(shard, end),
            hasMore ? now - shard.Records[end].Record.ArrivedAt : TimeSpan.Zero,
            isEnd && quirks.NamesChildren ? [.. shard.Stream.ChildrenOf(shard).Select(child => new ChildShard { ShardId = child.Id.Value, ParentShards = [.. child.Parents.Select(parent => parent.Id.Value)] })] : [],
            memory);
    }

    private int PositionOf(SimulatedShard shard, GetShardIteratorRequest request)
    {
        if (request.StartingSequenceNumber is not { } text) return request.ShardIteratorType == ShardIteratorType.LATEST ? shard.Records.Count : shard.FirstKept;
        var sequence = SequenceNumber.Parse(text);
        var at = shard.Find(sequence);
        if (quirks.RefusesTrimmedSequenceNumbers && at < shard.FirstKept) throw new InvalidArgumentException($"StartingSequenceNumber {text} is trimmed.");
        var isAfter = request.ShardIteratorType == ShardIteratorType.AFTER_SEQUENCE_NUMBER && at < shard.Records.Count && shard.Records[at].SequenceNumber == sequence;
        return isAfter ? at + 1 : at;
    }

    private SimulatedShard FindShard(SimulatedStream stream, string? id) =>
        stream.ListedAt(scheduler.Now).FirstOrDefault(shard => shard.Id.Value == id) ?? throw new ResourceNotFoundException($"Shard {id} in stream {stream.Name} under account 000000000000 does not exist.");

    private string Iterator(SimulatedShard shard, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"{shard.Stream.Name}|{shard.Stream.Incarnation}|{shard.Id}|{ordinal}|{scheduler.NowTicks}");

    private SimulatedStream FindLife(ListShardsRequest request)
    {
        var stream = kinesis.Find(request.StreamName);
        return request.StreamCreationTimestamp is { } createdAt && createdAt != stream.CreatedAt.UtcDateTime
            ? throw new ResourceNotFoundException($"Stream {request.StreamName} created at {createdAt:O} not found.")
            : stream;
    }

    private static Shard Describe(SimulatedShard shard) => new()
    {
        ShardId = shard.Id.Value,
        ParentShardId = shard.Parents.Count > 0 ? shard.Parents[0].Id.Value : null,
        AdjacentParentShardId = shard.Parents.Count > 1 ? shard.Parents[1].Id.Value : null,
        HashKeyRange = new() { StartingHashKey = $"{shard.Start}", EndingHashKey = $"{shard.End}" },
        SequenceNumberRange = new() { StartingSequenceNumber = "0", EndingSequenceNumber = shard.ClosedAt is null ? null : "1" },
    };

    public void Dispose() { }

    public Task<CreateStreamResponse> CreateStreamAsync(CreateStreamRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<DeleteStreamResponse> DeleteStreamAsync(DeleteStreamRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<DescribeStreamResponse> DescribeStreamAsync(DescribeStreamRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<GetRecordsResponse> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<PutRecordResponse> PutRecordAsync(PutRecordRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<PutRecordsResponse> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<SplitShardResponse> SplitShardAsync(SplitShardRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<MergeShardsResponse> MergeShardsAsync(MergeShardsRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<UpdateShardCountResponse> UpdateShardCountAsync(UpdateShardCountRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<IncreaseStreamRetentionPeriodResponse> IncreaseStreamRetentionPeriodAsync(IncreaseStreamRetentionPeriodRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<DecreaseStreamRetentionPeriodResponse> DecreaseStreamRetentionPeriodAsync(DecreaseStreamRetentionPeriodRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<RegisterStreamConsumerResponse> RegisterStreamConsumerAsync(RegisterStreamConsumerRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<DeregisterStreamConsumerResponse> DeregisterStreamConsumerAsync(DeregisterStreamConsumerRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<DescribeStreamConsumerResponse> DescribeStreamConsumerAsync(DescribeStreamConsumerRequest request, CancellationToken cancellationToken = default) => throw Unused();
    public Task<ListStreamConsumersResponse> ListStreamConsumersAsync(ListStreamConsumersRequest request, CancellationToken cancellationToken = default) => throw Unused();

    private static NotSupportedException Unused() => new("No code in the simulation calls this; teach the simulated Kinesis when some does.");
}
