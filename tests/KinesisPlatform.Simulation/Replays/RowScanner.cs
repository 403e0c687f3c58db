using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Simulation.Storage;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>
/// Stands in for the query workers: reads the version's files through the process' own store and selects as the scan says. Knows one kind of condition, <see cref="EveryNth"/>, and one of
/// expression, <see cref="MovedKeys"/>.
/// </summary>
/// <param name="isKilled">Asked before each batch: whether the worker is.</param>
internal sealed partial class RowScanner(IArchiveCatalog catalog, IObjectStore store, Func<bool> isKilled) : IArchiveScanner
{
    public const string WorkerKilled = "The query worker was killed.";

    private const int BatchCount = 7;

    /// <summary>A condition for records whose sequence number is no multiple of so many.</summary>
    public static string EveryNth(int n) => $"n % {n} <> 0";

    /// <summary>An expression that moves records to so many partition keys, and gives none for some.</summary>
    public static string MovedKeys(int n) => $"key of n % {n}";

    /// <returns>Null where the expression gives no key.</returns>
    public static string? KeyBy(string expression, in StreamRecord record)
    {
        var number = System.Numerics.BigInteger.Parse(record.SequenceNumber.ToString(), null);
        return number % 11 == 0 ? null : $"moved-{number % int.Parse(expression.Split(' ')[^1], null)}";
    }

    public static bool Holds(string? where, in StreamRecord record)
    {
        if (where is null) return true;
        if (Others().Match(where) is { Success: true } others)
            return !others.Groups["ids"].Value.Contains($"'{record.ShardId}'", StringComparison.Ordinal) && (!others.Groups["and"].Success || Holds(others.Groups["and"].Value, record));
        return System.Numerics.BigInteger.Parse(record.SequenceNumber.ToString(), null) % int.Parse(where.Split(' ')[2], null) != 0;
    }

    /// <summary>What plans say of shards that are not in the checkpoints.</summary>
    [GeneratedRegex(@"^shard_id NOT IN \((?<ids>[^)]*)\)( AND \((?<and>.*)\n\))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Others();

    public static IEnumerable<StreamRecord> LastPerKey(IEnumerable<StreamRecord> rows) =>
        rows.GroupBy(row => row.PartitionKeyText).Select(key => key.MaxBy(row => (row.SequenceNumber, row.SubSequenceNumber)));

    /// <summary>Nobody else in these histories writes an object there.</summary>
    public static bool IsReplay(in StreamRecord record) => record.Data.Span.StartsWith("{\"_replay\":{"u8);

    public async IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = (await catalog.OpenAsync(scan.Stream, cancellationToken))!;
        var rows = new List<StreamRecord>();
        foreach (var file in await table.PlanAsync(scan.Version, new ScanBounds(scan.From, scan.To), cancellationToken))
        {
            var content = await store.GetAsync(file.Key, null, cancellationToken) ?? throw new PlatformException(FailureKind.Data, $"{file.Key} is not there.");
            rows.AddRange(RowFile.Read(content.Content));
        }
        foreach (var batch in Select(scan, rows).Chunk(BatchCount))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isKilled()) throw new PlatformException(FailureKind.Data, WorkerKilled);
            yield return [.. batch.Select(row => new ScannedRecord(row, scan.Compute is { } expression ? KeyBy(expression, row) : null))];
        }
    }

    public Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ValidateExpressionAsync(StreamName stream, string expression, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static RecordPosition PositionOf(in StreamRecord row) => new(row.ShardId, row.SequenceNumber, row.SubSequenceNumber);

    private static IEnumerable<StreamRecord> Select(ArchiveScan scan, List<StreamRecord> rows)
    {
        var bounded = rows.Where(row => !(row.ArrivedAt < scan.From) && !(row.ArrivedAt >= scan.To) && (scan.LastPerKey || scan.ShardId is null || row.ShardId == scan.ShardId));
        if (scan.Only is { } only) bounded = bounded.Where(row => only.Contains(PositionOf(row)));
        if (scan.ExcludeReplayed) bounded = bounded.Where(row => !IsReplay(row));
        if (scan.LastPerKey) bounded = LastPerKey(bounded);
        return bounded.Where(row => Holds(scan.Where, row)).OrderBy(row => row.ShardId).ThenBy(row => row.SequenceNumber).ThenBy(row => row.SubSequenceNumber)
            .Where(row => scan.After is not { } after || (row.ShardId, row.SequenceNumber, row.SubSequenceNumber).CompareTo((after.ShardId, after.SequenceNumber, after.SubSequenceNumber)) > 0);
    }
}
