using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archiver.Ndjson;

/// <summary>
/// Follows one table commit by commit and writes beside each data file that a commit added the same records as gzip NDJSON, under a name that follows from the data file's. A file is
/// written only after its commit, so none is ever of records that are not in the table; written again after a crash it replaces itself. So whoever lists the files finds each record once.
/// </summary>
internal sealed class NdjsonFollower(IArchiveTable table, IObjectStore store, INdjsonConverter converter, Func<Guid> newId, string folder)
{
    private (NdjsonCursor Cursor, ETag ETag)? _known;

    private string CursorKey => $"{table.Location}/ndjson/_cursor.json";

    /// <summary>Writes the files of a bounded number of commits.</summary>
    /// <param name="commitsMax">Afterwards the rest is left to the next call.</param>
    public async Task<NdjsonStatus> RunAsync(int commitsMax, CancellationToken cancellationToken)
    {
        var (cursor, _) = _known ??= await OpenAsync(cancellationToken);
        var log = await table.ReadAppendsAsync(cursor.SequenceNumber, cancellationToken);
        if (log.MissingCount > 0) cursor = cursor with { MissingCommits = cursor.MissingCommits + log.MissingCount };
        foreach (var append in log.Appends.Take(commitsMax))
        {
            foreach (var file in append.Files) await WriteAsync(file, append.SequenceNumber, cancellationToken);
            cursor = cursor with { SequenceNumber = append.SequenceNumber };
            if (!await AdvanceAsync(cursor, cancellationToken)) return new(log.Appends.Count, cursor.MissingCommits, null);
        }
        var left = log.Appends.Count(append => append.SequenceNumber > cursor.SequenceNumber);
        // Past commits that appended nothing, too: their snapshots would be missed when they expire.
        if (left == 0 && cursor.SequenceNumber < log.Latest) await AdvanceAsync(cursor with { SequenceNumber = log.Latest }, cancellationToken);
        return new(left, cursor.MissingCommits, null);
    }

    /// <summary>At first, the commits from now on.</summary>
    private async Task<(NdjsonCursor Cursor, ETag ETag)> OpenAsync(CancellationToken cancellationToken)
    {
        if (await store.GetAsync(CursorKey, null, cancellationToken) is { } stored) return (NdjsonCursor.Parse(CursorKey, stored.Content.Span), stored.ETag);
        var cursor = new NdjsonCursor((await table.ReadAppendsAsync(long.MaxValue, cancellationToken)).Latest, 0);
        if (await store.PutAsync(CursorKey, cursor.Serialize(), new PutCondition.IfAbsent(), cancellationToken) is { } etag) return (cursor, etag);
        stored = await store.GetAsync(CursorKey, null, cancellationToken) ?? throw new PlatformException(FailureKind.Unavailable, $"{CursorKey} was deleted while it was created.");
        return (NdjsonCursor.Parse(CursorKey, stored.Content.Span), stored.ETag);
    }

    /// <returns>False when another archiver follows the table too, and was first: it is read again then.</returns>
    private async Task<bool> AdvanceAsync(NdjsonCursor cursor, CancellationToken cancellationToken)
    {
        var etag = await store.PutAsync(CursorKey, cursor.Serialize(), new PutCondition.IfMatch(_known!.Value.ETag), cancellationToken);
        _known = etag is { } changed ? (cursor, changed) : null;
        return etag is not null;
    }

    private async Task WriteAsync(DataFile file, long sequenceNumber, CancellationToken cancellationToken)
    {
        var local = Path.Combine(folder, $"{newId():N}");
        var (parquet, ndjson) = ($"{local}.parquet", $"{local}.json.gz");
        try
        {
            var stored = await store.GetAsync(file.Key, null, cancellationToken)
                ?? throw new PlatformException(FailureKind.Data, $"The data file {file.Key} is not there: it was deleted by something other than the platform. Its records cannot be written as NDJSON.");
            await using (var output = File.Create(parquet)) await output.WriteAsync(stored.Content, cancellationToken);
            var count = await converter.ConvertAsync(parquet, ndjson, cancellationToken);
            if (count != file.RecordCount) throw new PlatformException(FailureKind.Data, $"The data file {file.Key} holds {count} records, and the table says {file.RecordCount}.");
            await store.PutFileAsync(KeyOf(file, sequenceNumber), ndjson, cancellationToken);
        }
        finally
        {
            File.Delete(parquet);
            File.Delete(ndjson);
        }
    }

    // cold/orders/ndjson/2026/01/31/13/orders-0000000042-0f8fad5bd9cb469fa16570867728950e.json.gz, in the hour of arrival and, by name, in the order of commits.
    private string KeyOf(DataFile file, long sequenceNumber) =>
        FormattableString.Invariant($"{table.Location}/ndjson/{file.Hour:yyyy/MM/dd/HH}/{table.Stream}-{sequenceNumber:D10}-{Path.GetFileNameWithoutExtension(file.Key)}.json.gz");
}
