using KinesisPlatform.Access;
using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Scans;

/// <summary>
/// Which archived records of one table version to read. Bounds come first, then the last record per key, then the condition (unless <see cref="FilterFirst"/>), tombstones and resumption last.
/// </summary>
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

    /// <summary>Only these shards' records, and of each only those within its range; null for all.</summary>
    public IReadOnlyDictionary<ShardId, SequenceRange>? Sequences { get; init; }

    /// <summary>Only these records, where the table has them; null for all. At most <see cref="OnlyCountMax"/>.</summary>
    public IReadOnlyList<RecordPosition>? Only { get; init; }

    /// <summary>A SQL condition over the table's columns, such as <c>(json->>'$.delay')::int > 60</c>; records for which it is NULL are left out.</summary>
    public string? Where { get; init; }

    /// <summary>
    /// Only the last record of each key within the bounds: by (sequence number, sub-sequence number) where the key is the partition key, by arrival first where it is <see cref="Key"/>, as
    /// sequence numbers of different partition keys may be of shards that do not compare.
    /// </summary>
    public bool LastPerKey { get; init; }

    /// <summary>A SQL expression: what <see cref="LastPerKey"/> takes for a record's key; null for its partition key. Records for which it is NULL or fails are all kept.</summary>
    public string? Key { get; init; }

    /// <summary>Applies <see cref="Where"/> before the last record per key is decided, not after.</summary>
    public bool FilterFirst { get; init; }

    /// <summary>Leaves out, before anything else, records that a replay wrote: JSON objects whose root member <c>_replay</c> has the texts <c>id</c> and <c>seq</c>.</summary>
    public bool ExcludeReplayed { get; init; }

    /// <summary>Leaves out, after the last record per key is decided, records whose payload (or what a replay wrapped) is empty or JSON <c>null</c>.</summary>
    public bool ExcludeTombstones { get; init; }

    /// <summary>A SQL expression that is computed for each record, as text: <see cref="ScannedRecord.Computed"/>.</summary>
    public string? Compute { get; init; }

    /// <summary>Resumes after this position (exclusive); null from the beginning.</summary>
    public RecordPosition? After { get; init; }

    /// <summary>The most records to return; null for all.</summary>
    public int? CountMax { get; init; }

    public const int OnlyCountMax = 1000;
}
