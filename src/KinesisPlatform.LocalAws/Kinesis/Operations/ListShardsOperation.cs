using System.Globalization;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

internal sealed class ListShardsOperation(StreamRegistry streams, TimeProvider time)
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(300);
    private static readonly string[] FilterTypes = ["AFTER_SHARD_ID", "AT_TRIM_HORIZON", "FROM_TRIM_HORIZON", "AT_LATEST", "AT_TIMESTAMP", "FROM_TIMESTAMP"];

    public IEnumerable<KinesisOperation> All => [KinesisOperation.Of("ListShards", List)];

    private void List(RequestParameters parameters, MessageWriter answer)
    {
        var countMax = parameters.Integer("MaxResults", 1, 10_000) ?? 1_000;
        var (stream, filter) = parameters.Text("NextToken") is { } token ? Continue(parameters, token) : Begin(parameters);
        lock (stream.Gate)
        {
            if (stream.Status == "CREATING") throw KinesisException.InUse($"Stream {stream.Name} under account {streams.AccountId} not ACTIVE, instead in state CREATING");
            stream.Trim();
            var found = stream.Shards.Where(s => Matches(s, filter, stream)).Take(countMax + 1).ToList();
            answer.List("Shards"u8, found.Take(countMax), static (writer, shard) => writer.Shard(shard));
            if (found.Count > countMax) answer.Member("NextToken"u8, Token(stream, filter with { AfterShardId = found[countMax - 1].Id }));
        }
    }

    private (KinesisStream Stream, Filter Filter) Begin(RequestParameters parameters)
    {
        var after = parameters.ShardId("ExclusiveStartShardId");
        var given = parameters.Structure("ShardFilter");
        var type = given.OneOf("Type", FilterTypes, isRequired: parameters.Has("ShardFilter"));
        var (shardId, timestamp) = (given.ShardId("ShardId"), given.Time("Timestamp"));
        given.ThrowIfInvalid();
        if (type == "AFTER_SHARD_ID" && shardId is null) throw KinesisException.InvalidArgument("ShardId must be provided for the filter type AFTER_SHARD_ID.");
        if (type is "AT_TIMESTAMP" or "FROM_TIMESTAMP" && timestamp is null) throw KinesisException.InvalidArgument($"Timestamp must be provided for the filter type {type}.");
        var stream = parameters.Stream(streams);
        // Another one of the same name, created earlier or later, is not meant.
        if (parameters.Time("StreamCreationTimestamp") is { } createdAt && createdAt != stream.CreatedAtMilliseconds) throw streams.NotFound(stream.Name);
        return (stream, new(type ?? "", type == "AFTER_SHARD_ID" ? shardId : after, timestamp ?? 0));
    }

    private (KinesisStream Stream, Filter Filter) Continue(RequestParameters parameters, string token)
    {
        if (parameters.Has("StreamName") || parameters.Has("ExclusiveStartShardId") || parameters.Has("ShardFilter") || parameters.Has("StreamCreationTimestamp"))
            throw KinesisException.InvalidArgument("NextToken cannot be provided together with StreamName, ExclusiveStartShardId, ShardFilter or StreamCreationTimestamp.");
        parameters.ThrowIfInvalid();
        if (OpaqueToken.Decode(token) is not [var name, var stamp, var type, var after, var timestamp, var issuedAt]) throw KinesisException.InvalidArgument("NextToken is invalid.");
        if (Now - long.Parse(issuedAt, CultureInfo.InvariantCulture) > TokenLifetime.TotalMilliseconds)
            throw new KinesisException("ExpiredNextTokenException", $"NextToken has expired: it is valid for {TokenLifetime.TotalSeconds} seconds.");
        var stream = streams.Find(name);
        if (stream.Stamp.ToString(CultureInfo.InvariantCulture) != stamp) throw streams.NotFound(name);
        return (stream, new(type, after, long.Parse(timestamp, CultureInfo.InvariantCulture)));
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private string Token(KinesisStream stream, Filter filter) => OpaqueToken.Encode(
        stream.Name,
        stream.Stamp.ToString(CultureInfo.InvariantCulture),
        filter.Type,
        filter.AfterShardId ?? "",
        filter.TimestampMilliseconds.ToString(CultureInfo.InvariantCulture),
        Now.ToString(CultureInfo.InvariantCulture));

    private static bool Matches(Shard shard, Filter filter, KinesisStream stream)
    {
        // Before the stream there were no shards: the service then means its first ones.
        var horizon = Math.Max(stream.HorizonMilliseconds, stream.CreatedAtMilliseconds);
        var timestamp = Math.Max(filter.TimestampMilliseconds, horizon);
        return string.CompareOrdinal(shard.Id, filter.AfterShardId ?? "") > 0 && filter.Type switch
        {
            "AT_TRIM_HORIZON" => shard.WasOpenAt(horizon),
            "FROM_TRIM_HORIZON" => shard.WasOpenFrom(horizon),
            "AT_LATEST" => shard.IsOpen,
            "AT_TIMESTAMP" => shard.WasOpenAt(timestamp),
            "FROM_TIMESTAMP" => shard.WasOpenFrom(timestamp),
            _ => true,
        };
    }

    /// <param name="Type">Empty: all shards.</param>
    private sealed record Filter(string Type, string? AfterShardId, long TimestampMilliseconds);
}
