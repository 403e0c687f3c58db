using KinesisPlatform.Access;
using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Scans;

/// <summary>Which archived records of one table version to read.</summary>
/// <param name="Version">Keep it pinned (<see cref="IArchiveTable.PinAsync"/>) for as long as the scan may be resumed.</param>
public sealed record ArchiveScan(StreamName Stream, TableVersion Version)
{
    /// <summary>What may be read, before anything else is decided: records that do not exist for this access are no key's last either.</summary>
    public StreamAccess Access { get; init; } = StreamAccess.Everything;

    /// <summary>Only this shard's records. With <see cref="LastPerKey"/> the last record per key is still decided over all shards.</summary>
    public ShardId? ShardId { get; init; }

    /// <summary>Arrival, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Arrival, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A SQL condition over the table's columns, such as <c>(json->>'$.delay')::int > 60</c>; records for which it is NULL are left out.</summary>
    public string? Where { get; init; }

    /// <summary>Only the last record of each partition key within the time bounds, by (sequence number, sub-sequence number).</summary>
    public bool LastPerKey { get; init; }

    /// <summary>Applies <see cref="Where"/> before the last record per key is decided, not after.</summary>
    public bool FilterFirst { get; init; }

    /// <summary>Leaves out, before anything else, records whose payload is a JSON object with a root member <c>_replay</c>.</summary>
    public bool ExcludeReplayed { get; init; }

    /// <summary>Resumes after this position (exclusive); null from the beginning.</summary>
    public RecordPosition? After { get; init; }
}
