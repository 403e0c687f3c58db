using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>Creating, deleting, listing and describing streams.</summary>
internal sealed class StreamOperations(StreamRegistry streams)
{
    private const int OnDemandShardCount = 4;
    private const int RecordKibibytesMin = 1024, RecordKibibytesMax = 10_240;

    private static readonly string[] Modes = ["PROVISIONED", "ON_DEMAND"];

    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("CreateStream", Create),
        KinesisOperation.Of("DeleteStream", Delete),
        KinesisOperation.Of("ListStreams", List),
        KinesisOperation.Of("DescribeStream", Describe),
        KinesisOperation.Of("DescribeStreamSummary", DescribeSummary),
        KinesisOperation.Of("DescribeLimits", DescribeLimits),
        KinesisOperation.Of("UpdateStreamMode", UpdateMode),
        KinesisOperation.Of("UpdateMaxRecordSize", UpdateRecordSize),
    ];

    private void Create(RequestParameters parameters)
    {
        var name = parameters.StreamName(isRequired: true);
        var mode = parameters.Structure("StreamModeDetails");
        var isOnDemand = mode.OneOf("StreamMode", Modes) == "ON_DEMAND";
        mode.ThrowIfInvalid();
        var count = parameters.Integer("ShardCount", isRequired: !isOnDemand);
        var kibibytes = parameters.Integer("MaxRecordSizeInKiB", RecordKibibytesMin, RecordKibibytesMax);
        var tags = TagOperations.Read(parameters, "Tags");
        parameters.ThrowIfInvalid();
        if (isOnDemand && count is not null) throw KinesisException.InvalidArgument("ShardCount is not allowed for a stream of mode ON_DEMAND.");
        var shardCount = count ?? OnDemandShardCount;
        if (streams.OpenShardCount + shardCount > StreamRegistry.ShardCountMax)
            throw KinesisException.LimitExceeded($"This request would exceed the shard limit for the account {streams.AccountId}. Current shard count for the account: {streams.OpenShardCount}. Limit: {StreamRegistry.ShardCountMax}. Number of additional shards that would have resulted from this request: {shardCount}.");
        streams.Create(name!, shardCount, stream =>
        {
            stream.IsOnDemand = isOnDemand;
            if (kibibytes is { } size) stream.RecordBytesMax = size * 1024;
            foreach (var (key, value) in tags) stream.Tags[key] = value;
        });
    }

    private void Delete(RequestParameters parameters) => streams.Delete(parameters.Stream(streams).Name);

    private void List(RequestParameters parameters, MessageWriter answer)
    {
        var limit = parameters.Integer("Limit", 1, 10_000) ?? 100;
        var after = parameters.Text("NextToken") ?? parameters.Text("ExclusiveStartStreamName");
        parameters.ThrowIfInvalid();
        var found = streams.All.Where(s => after is null || string.CompareOrdinal(s.Name, after) > 0).Take(limit + 1).ToList();
        var page = found.Take(limit).ToList();
        answer.Texts("StreamNames"u8, page.Select(s => s.Name));
        answer.Member("HasMoreStreams"u8, found.Count > limit);
        if (found.Count > limit) answer.Member("NextToken"u8, page[^1].Name);
        answer.List("StreamSummaries"u8, page, (writer, stream) => writer.Map(members =>
        {
            lock (stream.Gate) Common(members, stream);
        }));
    }

    private void Describe(RequestParameters parameters, MessageWriter answer)
    {
        var limit = parameters.Integer("Limit", 1, 10_000) ?? 100;
        var after = parameters.ShardId("ExclusiveStartShardId");
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            stream.Trim();
            var shards = stream.Status == "CREATING" ? [] : stream.Shards.Where(s => after is null || string.CompareOrdinal(s.Id, after) > 0).Take(limit + 1).ToList();
            answer.Map("StreamDescription"u8, members =>
            {
                Common(members, stream);
                Settings(members, stream);
                members.List("Shards"u8, shards.Take(limit), static (writer, shard) => writer.Shard(shard));
                members.Member("HasMoreShards"u8, shards.Count > limit);
            });
        }
    }

    private void DescribeSummary(RequestParameters parameters, MessageWriter answer)
    {
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            answer.Map("StreamDescriptionSummary"u8, members =>
            {
                Common(members, stream);
                Settings(members, stream);
                members.Member("OpenShardCount"u8, stream.OpenShards.Count);
                members.Member("ConsumerCount"u8, stream.Consumers.All.Count);
                members.Member("MaxRecordSizeInKiB"u8, stream.RecordBytesMax / 1024);
            });
        }
    }

    private void DescribeLimits(RequestParameters parameters, MessageWriter answer)
    {
        answer.Member("ShardLimit"u8, StreamRegistry.ShardCountMax);
        answer.Member("OpenShardCount"u8, streams.OpenShardCount);
        answer.Member("OnDemandStreamCount"u8, streams.All.Count(s => s.IsOnDemand));
        answer.Member("OnDemandStreamCountLimit"u8, 50);
    }

    private void UpdateMode(RequestParameters parameters)
    {
        var details = parameters.Structure("StreamModeDetails");
        var mode = details.OneOf("StreamMode", Modes, isRequired: true);
        details.ThrowIfInvalid();
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            stream.ThrowIfNotActive(streams);
            stream.IsOnDemand = mode == "ON_DEMAND";
            stream.BeginUpdate();
        }
    }

    private void UpdateRecordSize(RequestParameters parameters)
    {
        var kibibytes = parameters.Integer("MaxRecordSizeInKiB", RecordKibibytesMin, RecordKibibytesMax, isRequired: true);
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            stream.ThrowIfNotActive(streams);
            stream.RecordBytesMax = kibibytes!.Value * 1024;
            stream.BeginUpdate();
        }
    }

    private static void Common(MessageWriter answer, KinesisStream stream)
    {
        answer.Member("StreamName"u8, stream.Name);
        answer.Member("StreamARN"u8, stream.Arn);
        answer.Member("StreamStatus"u8, stream.Status);
        answer.Map("StreamModeDetails"u8, mode => mode.Member("StreamMode"u8, stream.IsOnDemand ? "ON_DEMAND" : "PROVISIONED"));
        answer.Time("StreamCreationTimestamp"u8, stream.CreatedAtMilliseconds);
    }

    private static void Settings(MessageWriter answer, KinesisStream stream)
    {
        answer.Member("RetentionPeriodHours"u8, stream.RetentionHours);
        answer.Member("EncryptionType"u8, "NONE");
        answer.List("EnhancedMonitoring"u8, [0], static (writer, _) => writer.Map(metrics => metrics.Texts("ShardLevelMetrics"u8, [])));
    }
}
