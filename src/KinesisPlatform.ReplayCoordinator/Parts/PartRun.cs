using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Sends one part's records from its last checkpoint on, in order.</summary>
internal sealed class PartRun(
    ReplayJob job, PlannedPart part, TableVersion version, PartProgress progress, PartCheckpointer checkpointer, RecordAnnotator annotator, RecordPace pace,
    IArchiveScanner scanner, IStreamProducer producer, ReplayOptions options)
{
    private readonly StreamName _target = new(job.Spec.Target);
    private List<OutgoingRecord> _records = [];
    private readonly List<DeadLetter> _letters = [];
    private int _bytes;
    private int _scanned;

    /// <exception cref="PlatformException">As the scanner's and the producer's; what was acknowledged before is in the progress.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        Clear();
        StreamRecord? last = null;
        var scan = part.ToScan(job.Spec, version) with { After = progress.Read().Position?.ToRecordPosition() };
        await foreach (var batch in scanner.ScanAsync(scan, cancellationToken))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var annotated = annotator.Annotate(batch[i]);
                if (IsFull(annotated.Record)) await FlushAsync(last!.Value, cancellationToken);
                Add(batch[i], annotated);
                last = batch[i];
            }
        }
        if (last is { } end) await FlushAsync(end, cancellationToken);
    }

    private bool IsFull(OutgoingRecord? next) =>
        _scanned > 0 && (_records.Count >= pace.ChunkRecordsMax(options.PutRecordsMax) || _scanned >= options.PutRecordsMax
            || (next is not null && _records.Count > 0 && _bytes + next.Data.Length > options.PutBytesMax));

    private void Add(in StreamRecord record, Annotated annotated)
    {
        _scanned++;
        if (annotated.DeadLetterReason is { } reason) _letters.Add(DeadLetter.Of(record, reason));
        if (annotated.Record is not { } outgoing) return;
        _records.Add(outgoing);
        _bytes += outgoing.Data.Length;
    }

    private async Task FlushAsync(StreamRecord last, CancellationToken cancellationToken)
    {
        if (_scanned == 0) return;
        if (_records.Count > 0)
        {
            await pace.TakeAsync(_records.Count, cancellationToken);
            await producer.PutAsync(_target, _records, cancellationToken);
            Telemetry.RecordsSent.Add(_records.Count);
        }
        Telemetry.RecordsDeadLettered.Add(_letters.Count);
        progress.Pass(PartPosition.Of(last), new(_scanned, _records.Count, _letters.Count), _letters);
        Clear();
        if (progress.LetterCount >= options.DeadLettersPerDocumentMax) await checkpointer.CheckpointAsync(cancellationToken);
    }

    private void Clear()
    {
        // A new list: the producer may still hold the one it was given.
        _records = [];
        _letters.Clear();
        (_bytes, _scanned) = (0, 0);
    }
}
