using System.Runtime.CompilerServices;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Gives a part's records, behind a position, in its order: those of a scan, or those of another replay's dead letters.</summary>
/// <param name="scan">Without a position.</param>
/// <param name="lettersOf">The replay and part whose dead letters are wanted; null for all that the scan gives.</param>
internal sealed class PartSource(IArchiveScanner scanner, DeadLetterStore letters, ArchiveScan scan, (string ReplayId, int Part)? lettersOf)
{
    private const int LettersPerScan = 500;

    /// <returns>Batches of records, with letters at the places of those that the archive no longer has.</returns>
    public IAsyncEnumerable<PartBatch> ReadAsync(PartPosition? after, CancellationToken cancellationToken) =>
        lettersOf is { } earlier ? ReadLettersAsync(earlier.ReplayId, earlier.Part, after, cancellationToken) : ScanAsync(scan with { After = after?.ToRecordPosition() }, cancellationToken);

    private async IAsyncEnumerable<PartBatch> ScanAsync(ArchiveScan bounded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in scanner.ScanAsync(bounded, cancellationToken)) yield return new(batch, null);
    }

    private async IAsyncEnumerable<PartBatch> ReadLettersAsync(string replayId, int part, PartPosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<DeadLetter>();
        await foreach (var letter in letters.ReadAsync(replayId, part, after, cancellationToken))
        {
            if (chunk.Count == LettersPerScan || (chunk.Count > 0 && chunk[0].Shard != letter.Shard))
            {
                yield return await FetchAsync(chunk, cancellationToken);
                chunk.Clear();
            }
            chunk.Add(letter);
        }
        if (chunk.Count > 0) yield return await FetchAsync(chunk, cancellationToken);
    }

    /// <param name="chunk">Of one shard.</param>
    private async Task<PartBatch> FetchAsync(List<DeadLetter> chunk, CancellationToken cancellationToken)
    {
        var found = new Dictionary<RecordPosition, ScannedRecord>();
        var only = scan with { ShardId = new(chunk[0].Shard), Only = [.. chunk.Select(l => l.Position.ToRecordPosition())] };
        await foreach (var batch in scanner.ScanAsync(only, cancellationToken))
            foreach (var record in batch) found[new(record.Record.ShardId, record.Record.SequenceNumber, record.Record.SubSequenceNumber)] = record;
        var places = chunk.ConvertAll(letter => letter.Position.ToRecordPosition());
        return new([.. places.Select(place => found.GetValueOrDefault(place))], [.. chunk.Zip(places, (letter, place) => found.ContainsKey(place) ? null
            : letter with { Reason = "The archive no longer has the record: its retention has passed, or it may not be read any more." })]);
    }
}
