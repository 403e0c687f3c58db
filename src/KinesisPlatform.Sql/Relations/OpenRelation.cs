using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Relations;

/// <summary>A relation whose files are at hand.</summary>
/// <param name="Version">With the snapshot that is read; null when the stream has no archive.</param>
/// <param name="DataFiles">Those that are read.</param>
internal sealed record OpenRelation(Relation Relation, TableVersion? Version, IReadOnlyList<DataFile> DataFiles, long FetchedBytes, int LiveRecordCount, DateTimeOffset? LiveUpTo, WorkerTable Table)
{
    public TableStats Stats => Relation.Rule is { IsFiltered: true } ? new(Relation.Stream, null, null, 0, 0, 0, 0, LiveUpTo, 0) { Relation = Relation.ViewName, IsPartial = true } : new(
        Relation.Stream, Version?.Version, Version?.SnapshotId, DataFiles.Count, DataFiles.Sum(file => file.LengthBytes),
        DataFiles.Sum(file => file.RecordCount), LiveRecordCount, LiveUpTo, Version?.Checkpoints?.GapCount ?? 0)
    { Relation = Relation.ViewName };
}
