using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Scans;

/// <summary>Leaves out files by the sequence numbers that a scan asks for, where manifests tell theirs.</summary>
internal static class ScanPruning
{
    public static IReadOnlyList<DataFile> Prune(ArchiveScan scan, IReadOnlyList<DataFile> files)
    {
        if (scan.Sequences is { } sequences) files = [.. files.Where(file => sequences.Any(shard => MayHold(file, shard.Key, shard.Value.From, shard.Value.To)))];
        if (scan.Only is { } only) files = [.. files.Where(file => only.Any(record => MayHold(file, record.ShardId, record.SequenceNumber, null) && !(NumberOf(file.SequenceNumberFrom) > record.SequenceNumber)))];
        return files;
    }

    private static bool MayHold(DataFile file, ShardId shard, SequenceNumber? from, SequenceNumber? to) =>
        !(file.ShardIdFrom is { } first && string.CompareOrdinal(first, shard.Value) > 0) && !(file.ShardIdTo is { } last && string.CompareOrdinal(last, shard.Value) < 0)
        && !(NumberOf(file.SequenceNumberTo) < from) && !(NumberOf(file.SequenceNumberFrom) >= to);

    private static SequenceNumber? NumberOf(string? text) => text is not null && SequenceNumber.TryParse(text, out var number) ? number : null;
}
