using System.Runtime.CompilerServices;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>One archived stream in memory: its catalog, its table and a scanner over it.</summary>
internal sealed class FakeArchive : IArchiveCatalog, IArchiveTable, IArchiveScanner
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TableVersion> _pins = [];

    public static StreamName Source { get; } = new("flights");

    public List<StreamRecord> Records { get; } = [];

    /// <summary>What a condition's text means; any other text does not compile.</summary>
    public Dictionary<string, Func<StreamRecord, bool>> Conditions { get; } = [];

    /// <summary>What an expression's text gives; any other text does not compile.</summary>
    public Dictionary<string, Func<StreamRecord, string?>> Expressions { get; } = [];

    public CheckpointMap Checkpoints { get; set; } =
        new(new(Source, Fakes.Records.Start), new Dictionary<ShardId, ShardCheckpoint>(), []);

    public List<ArchiveScan> Scans { get; } = [];

    /// <summary>Called with each record before it is handed out.</summary>
    public Action<StreamRecord>? OnRead { get; set; }

    /// <summary>Called before the table is opened; may throw.</summary>
    public Action? OnOpen { get; set; }

    public StreamName Stream => Source;

    public string Location => "archive/flights";

    public IReadOnlyCollection<string> Pins
    {
        get { lock (_gate) return [.. _pins.Keys]; }
    }

    /// <summary>Adds records and moves their shards' checkpoints behind them.</summary>
    public void Append(params IEnumerable<StreamRecord> records)
    {
        lock (_gate)
        {
            Records.AddRange(records);
            Checkpoints = Checkpoints with
            {
                Shards = Records.GroupBy(r => r.ShardId).ToDictionary(g => g.Key, g => new ShardCheckpoint(g.Key, g.Max(r => r.SequenceNumber), IsEnded: false, DateTimeOffset.MaxValue)),
            };
        }
    }

    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StreamName>>([Source]);

    public Task<IArchiveTable?> OpenAsync(StreamName stream, CancellationToken cancellationToken)
    {
        OnOpen?.Invoke();
        return Task.FromResult<IArchiveTable?>(stream == Source ? this : null);
    }

    public Task<IArchiveTable> OpenOrCreateAsync(StreamName stream, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> LocateAsync(StreamName stream, CancellationToken cancellationToken) => Task.FromResult(Location);

    public Task<AppendLog> ReadAppendsAsync(long after, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task CheckPlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PlaceAsync(StreamName stream, string prefix, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TableVersion> LoadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new TableVersion(Records.Count + 1, Records.Count == 0 ? null : 7, "v", Fakes.Records.Start, Checkpoints, Records.Count, 1, 1));

    public Task<AppendResult> AppendAsync(StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TableVersion> ForgetShardsAsync(StreamIncarnation incarnation, IReadOnlyDictionary<ShardId, IReadOnlyList<ShardId>> listed, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ReplaceResult> ReplaceAsync(IReadOnlyList<DataFile> removed, IReadOnlyList<ReplacementFile> added, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<TableVersion> EvolveSchemaAsync(IReadOnlyList<SchemaField> columns, bool isCut, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CutResult> CutAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SweepReport> SweepAsync(bool isDryRun, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<TableSnapshot>> ListSnapshotsAsync(TableVersion version, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DataFile>> PlanAsync(TableVersion version, ScanBounds bounds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DataFile>>(Records.Count == 0 ? [] : [new("f", 1, Records.Count, Records.Min(r => r.ArrivedAt), Records.Max(r => r.ArrivedAt), null, null)]);

    public Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _pins.TryAdd(tag, version);
            return Task.FromResult(_pins[tag]);
        }
    }

    public Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_pins.GetValueOrDefault(tag));
    }

    public Task UnpinAsync(string tag, CancellationToken cancellationToken)
    {
        lock (_gate) _pins.Remove(tag);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (_gate) Scans.Add(scan);
        foreach (var batch in Select(scan).Take(scan.CountMax ?? int.MaxValue).Chunk(3))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var record in batch) OnRead?.Invoke(record);
            yield return [.. batch.Select(r => new ScannedRecord(r, scan.Compute is { } compute ? Expressions[compute](r) : null))];
        }
        await Task.CompletedTask;
    }

    public Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken)
    {
        var records = Select(scan);
        return Task.FromResult(new ScanEstimate(
            records.Count, records.Sum(r => (long)r.Data.Length + r.PartitionKey.Length), true, 1, 1000, 1, records.Min(r => (DateTimeOffset?)r.ArrivedAt), records.Max(r => (DateTimeOffset?)r.ArrivedAt)));
    }

    public Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken) =>
        Conditions.ContainsKey(where) ? Task.CompletedTask : throw new PlatformException(FailureKind.Invalid, $"The condition does not compile: syntax error at or near \"{where}\".");

    public Task ValidateExpressionAsync(StreamName stream, string expression, CancellationToken cancellationToken) =>
        Expressions.ContainsKey(expression) ? Task.CompletedTask : throw new PlatformException(FailureKind.Invalid, $"The expression does not compile: syntax error at or near \"{expression}\".");

    private List<StreamRecord> Select(ArchiveScan scan)
    {
        lock (_gate)
        {
            // The version is the number of records, plus 1, as of when it was loaded.
            IEnumerable<StreamRecord> records = Records.Take((int)scan.Version.Version - 1).Where(r => (scan.From is null || r.ArrivedAt >= scan.From) && (scan.To is null || r.ArrivedAt < scan.To));
            if (scan.Sequences is { } sequences) records = records.Where(r => sequences.TryGetValue(r.ShardId, out var range) && !(r.SequenceNumber < range.From) && !(r.SequenceNumber >= range.To));
            if (scan.Only is { } only) records = records.Where(r => only.Contains(new(r.ShardId, r.SequenceNumber, r.SubSequenceNumber)));
            if (scan.LastPerKey) records = records.GroupBy(r => scan.Key is { } key ? Expressions[key](r) : r.PartitionKeyText).Select(g => g.MaxBy(r => (r.SequenceNumber, r.SubSequenceNumber)));
            return [.. records.Where(r => scan.ShardId is null || r.ShardId == scan.ShardId)
                .Where(r => scan.Where is null || Conditions[scan.Where](r))
                .Where(r => !scan.ExcludeTombstones || r.Data.Length > 0)
                .OrderBy(r => r.ShardId).ThenBy(r => r.SequenceNumber).ThenBy(r => r.SubSequenceNumber)
                .Where(r => scan.After is not { } after || (r.ShardId, r.SequenceNumber, r.SubSequenceNumber).CompareTo((after.ShardId, after.SequenceNumber, after.SubSequenceNumber)) > 0)];
        }
    }
}
