using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Relations;

/// <summary>A relation whose files are at hand.</summary>
/// <param name="Version">With the snapshot that is read; null when the stream has no archive.</param>
/// <param name="DataFiles">Those that are read, or partly read.</param>
/// <param name="ArchivedCount">Records of those files, or of the archive where only their number matters.</param>
/// <param name="Tally">What that takes; null when nothing is read.</param>
internal sealed record OpenRelation(Relation Relation, TableVersion? Version, IReadOnlyList<DataFile> DataFiles, long ArchivedCount, ReadTally? Tally, int LiveRecordCount, DateTimeOffset? LiveUpTo, WorkerTable Table)
{
    public TableStats Stats => Relation.Rule is { IsFiltered: true } ? new(Relation.Stream, null, null, 0, 0, 0, 0, LiveUpTo, 0) { Relation = Relation.ViewName, IsPartial = true } : new(
        Relation.Stream, Version?.Version, Version?.SnapshotId, DataFiles.Count, DataFiles.Sum(file => file.LengthBytes),
        ArchivedCount, LiveRecordCount, LiveUpTo, Version?.Checkpoints?.GapCount ?? 0)
    {
        Relation = Relation.ViewName,
        FileTotal = Relation.ReadsArchive ? Version?.FileCount ?? 0 : 0,
        FullScanBytes = Relation.ReadsArchive ? Version?.LengthBytes ?? 0 : 0,
        RowGroupCount = Tally?.RowGroupCount ?? 0,
        RowGroupTotal = Tally?.RowGroupTotal ?? 0,
        NeededBytes = Tally?.NeededBytes ?? 0,
        FetchedBytes = Tally?.FetchedBytes ?? 0,
        RequestCount = Tally?.RequestCount ?? 0,
    };
}
