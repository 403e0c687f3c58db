using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>The checkpoint map as a table property, in every version; a snapshot's summary has the same form with the commit's own shards, if they are few.</summary>
/// <remarks>
/// {"stream":"flights","created-at":"...","shards":[{"id":"shardId-000000000000","last":"4957...","ended":false,"read-up-to":"..."}],
/// "gaps":[{"id":"...","after":null,"from":"...","to":"...","count":3}],"forgotten-up-to":"shardId-...","folded-gaps":{"count":12,"from":"...","to":"..."}}
/// </remarks>
internal static class CheckpointProperty
{
    public const string Key = "kinesis.checkpoints";

    /// <summary>A snapshot of many shards does without: a thousand shards in each of a hundred snapshots would be the greatest part of every commit's metadata file.</summary>
    private const int SummaryShardCountMax = 16;

    private const string ShardCountKey = "kinesis.shard-count";

    public static void Summarize(Dictionary<string, string> summary, CheckpointMap committed)
    {
        summary[ShardCountKey] = committed.Shards.Count.ToString(CultureInfo.InvariantCulture);
        if (committed.Shards.Count + committed.Gaps.Count <= SummaryShardCountMax) summary[Key] = Format(committed);
    }

    public static CheckpointMap? Read(IReadOnlyDictionary<string, string> properties) => properties.TryGetValue(Key, out var json) ? Parse(json) : null;

    public static string Format(CheckpointMap map) => JsonSerializer.Serialize(new Document(
        map.Incarnation.Stream.Value, map.Incarnation.CreatedAt,
        [.. map.Shards.Values.OrderBy(shard => shard.ShardId).Select(shard => new Shard(shard.ShardId.Value, shard.Last?.ToString(), shard.IsEnded, shard.ReadUpTo))],
        [.. map.Gaps.Select(gap => new Gap(gap.ShardId.Value, gap.After?.ToString(), gap.From, gap.To, gap.Count == 1 ? 0 : gap.Count))], map.ForgottenUpTo?.Value, map.Folded), KebabCaseJson.Options);

    /// <exception cref="PlatformException">Data: not a checkpoint map.</exception>
    public static CheckpointMap Parse(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize<Document>(json, KebabCaseJson.Options) ?? throw new FormatException("The map is null.");
            return new(new(new(document.Stream), document.CreatedAt),
                document.Shards.Select(shard => new ShardCheckpoint(new(shard.Id), Number(shard.Last), shard.Ended, shard.ReadUpTo)).ToDictionary(shard => shard.ShardId),
                [.. document.Gaps.Select(gap => new ArchiveGap(new(gap.Id), Number(gap.After), gap.From, gap.To) { Count = Math.Max(1, gap.Count) })])
            {
                ForgottenUpTo = document.ForgottenUpTo is { } forgotten ? new ShardId(forgotten) : null,
                Folded = document.FoldedGaps,
            };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException)
        {
            throw new PlatformException(FailureKind.Data, $"A table's property {Key} cannot be read, so its checkpoints are not known: restore it from an earlier metadata file.", exception);
        }
    }

    private static SequenceNumber? Number(string? text) => text is null ? null : SequenceNumber.Parse(text);

    private sealed record Document(string Stream, DateTimeOffset CreatedAt, IReadOnlyList<Shard> Shards, IReadOnlyList<Gap> Gaps, string? ForgottenUpTo,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FoldedGaps? FoldedGaps = null);

    private sealed record Shard(string Id, string? Last, bool Ended, DateTimeOffset ReadUpTo);

    /// <param name="Count">0 of a gap by itself.</param>
    private sealed record Gap(string Id, string? After, DateTimeOffset From, DateTimeOffset To, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Count = 0);
}
