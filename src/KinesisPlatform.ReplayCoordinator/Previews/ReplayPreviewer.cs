using System.Text.Json;
using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Previews;

/// <summary>Shows what a replay would put, without one: over what is archived now, with the plan, the scan and the annotation of a real one.</summary>
internal sealed class ReplayPreviewer(
    IArchiveCatalog catalog, IArchiveScanner scanner, ReplayPlanner planner, PaceShares shares, IOptions<ReplayOptions> options, TimeProvider time)
{
    /// <summary>As long as a real one, so that records are as long as they would be.</summary>
    private const string Id = "00000000T000000000Z-000000";

    public async Task<PreviewView> PreviewAsync(ReplaySpec spec, StreamAccess access, int count, CancellationToken cancellationToken)
    {
        var table = await catalog.OpenAsync(new(spec.Source), cancellationToken) ?? throw new PlatformException(FailureKind.NotFound, $"Stream '{spec.Source}' has no archive any more.");
        var version = await table.LoadAsync(cancellationToken);
        var plan = await planner.MakeAsync(Id, spec, table, version, cancellationToken);
        var first = new First(count);
        var isComplete = await CollectAsync(spec, plan, version, access, first, cancellationToken);
        var notes = ReplayNotes.Of(spec).ToList();
        if (!isComplete) notes.Add($"Fewer records are shown than asked for: after {options.Value.PreviewTimeMax} no more had been found. The replay itself looks through everything.");
        notes.Add("Records that are in the stream and not yet archived are neither shown nor counted; a replay waits until they are archived.");
        if (!RequestAccess.SeesEveryRecord(access, new(spec.Source)))
        {
            notes.Add($"This API key sees a part of '{spec.Source}' only: what a replay of it takes is not estimated, which would tell of the rest.");
            return new(first.Records, first.Letters, isComplete, null, notes);
        }
        var whole = new PlannedPart(0, null, spec.From, spec.To, [], 0).ToScan(spec, version, access);
        var estimate = await scanner.EstimateAsync(whole, options.Value.PreviewFilesMax, cancellationToken);
        if (!estimate.IsExact && spec.Compact is not null) notes.Add("The estimate is too high: keys whose records are in several of the files that were not read count more than once.");
        return new(first.Records, first.Letters, isComplete, await EstimateAsync(spec, plan, estimate, first, cancellationToken), notes);
    }

    /// <returns>Whether as many as asked for were found, or all there are.</returns>
    private async Task<bool> CollectAsync(ReplaySpec spec, ReplayPlan plan, TableVersion version, StreamAccess access, First first, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.PreviewTimeMax, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var payloads = new PayloadBlocks();
        var annotator = RecordAnnotator.Of(Id, spec, new FenceMap(plan.Shards), options.Value.RecordBytesMax, payloads);
        try
        {
            foreach (var part in plan.Parts)
            {
                if (first.Missing <= 0) break;
                var scan = part.ToScan(spec, version, access) with { CountMax = first.Missing };
                await foreach (var batch in scanner.ScanAsync(scan, stop.Token))
                {
                    foreach (var record in batch)
                    {
                        first.Add(record, annotator.Annotate(record.Record, record.Computed));
                        // What is shown is a copy.
                        payloads.Reuse();
                    }
                }
            }
            return true;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<PreviewEstimate> EstimateAsync(ReplaySpec spec, ReplayPlan plan, ScanEstimate scan, First first, CancellationToken cancellationToken)
    {
        var bytes = scan.PayloadBytes + (long)(scan.RecordCount * first.BytesAddedMean);
        var pace = new PartPace(time);
        // As if all of it were one part: the pace of the whole.
        await shares.ApplyAsync(new ReplayJob(Id, spec, time.GetUtcNow(), null), plan with { Parts = [] }, pace, cancellationToken);
        var spaced = spec.Pace?.Speed is { } speed && scan.ArrivedTo - scan.ArrivedFrom is { } span ? span.TotalSeconds / speed : 0;
        var (seconds, limit) = new[] { (scan.RecordCount / pace.RecordsPerSecond, "recordsPerSecond"), (bytes / pace.BytesPerSecond, "bytesPerSecond"), (spaced, "speed") }.MaxBy(l => l.Item1);
        var checkpoints = plan.Parts.Count * Math.Ceiling(seconds / options.Value.CheckpointInterval.TotalSeconds);
        var cost = PreviewCost.Of(spec.DryRun ? 0 : scan.RecordCount, bytes, shares.Aggregates(spec), scan.FileBytes, scan.FileCount, checkpoints);
        return new(scan.RecordCount, bytes, scan.IsExact, scan.FilesRead, scan.FileCount, Math.Round(seconds, 1), limit, cost);
    }

    private sealed class First(int count)
    {
        private long _bytesAdded;

        public List<PreviewRecord> Records { get; } = [];

        public List<DeadLetter> Letters { get; } = [];

        public int Missing => count - Records.Count - Letters.Count;

        public double BytesAddedMean => Records.Count == 0 ? 0 : (double)_bytesAdded / Records.Count;

        public void Add(in ScannedRecord scanned, Annotated annotated)
        {
            if (annotated.DeadLetterReason is { } reason) Letters.Add(DeadLetter.Of(scanned.Record, reason));
            if (annotated.Record is not { } record) return;
            using var data = JsonDocument.Parse(record.Data, new JsonDocumentOptions { MaxDepth = JsonObjectText.DepthMax + 1 });
            Records.Add(new(record.PartitionKey, record.ExplicitHashKey, record.Data.Length, data.RootElement.Clone()));
            _bytesAdded += record.Data.Length + record.PartitionKey.Length - scanned.Record.Data.Length - scanned.Record.PartitionKey.Length;
        }
    }
}
