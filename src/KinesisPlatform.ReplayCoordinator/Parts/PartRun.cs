using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Sends one part's records from its last checkpoint on, in order.</summary>
/// <param name="target">Gives the producer to put with now; null for a dry run, which puts nothing.</param>
internal sealed class PartRun(
    ReplaySpec spec, PartSource source, PartProgress progress, PartCheckpointer checkpointer, RecordAnnotator annotator, PartPace pace, PartClock clock,
    Func<IStreamProducer>? target, ReplayOptions options)
{
    private readonly StreamName _target = new(spec.Target);
    private readonly List<DeadLetter> _letters = [];
    private List<Pending> _records = [];
    private PartPosition? _last;
    private DateTimeOffset _firstArrivedAt;
    private long _bytes;
    private int _scanned;

    /// <exception cref="PlatformException">As the scanner's and the producer's; what was acknowledged before is in the progress.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        Clear();
        await foreach (var batch in source.ReadAsync(progress.Read().Position, cancellationToken))
        {
            foreach (var (scanned, missing) in batch)
            {
                if (missing is not null)
                {
                    Add(missing.Position, missing);
                    continue;
                }
                var record = scanned!.Value.Record;
                var annotated = annotator.Annotate(record, scanned.Value.Computed);
                if (IsFull(annotated.Record, record.ArrivedAt)) await FlushAsync(cancellationToken);
                Add(record, annotated);
            }
        }
        await FlushAsync(cancellationToken);
    }

    private bool IsFull(OutgoingRecord? next, DateTimeOffset arrivedAt) =>
        _scanned >= options.ScannedRecordsMax
        || (next is not null && _records.Count > 0 && (
            _records.Count >= pace.ChunkRecordsMax(options.PutRecordsMax)
            || _bytes + BytesOf(next) > Math.Min(options.PutBytesMax, pace.ChunkBytesMax(options.PutBytesMax))
            || !pace.GoesWith(_firstArrivedAt, arrivedAt)));

    private void Add(in StreamRecord record, Annotated annotated)
    {
        Add(PartPosition.Of(record), annotated.DeadLetterReason is { } reason ? DeadLetter.Of(record, reason) : null);
        if (annotated.Record is not { } outgoing) return;
        if (_records.Count == 0) _firstArrivedAt = record.ArrivedAt;
        _records.Add(new(outgoing, record));
        _bytes += BytesOf(outgoing);
    }

    private void Add(PartPosition position, DeadLetter? letter)
    {
        _scanned++;
        _last = position;
        if (letter is not null) _letters.Add(letter);
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_last is not { } last) return;
        if (_records.Count > 0)
        {
            await clock.KeepAsync(_firstArrivedAt, cancellationToken);
            if (target is not null)
            {
                await pace.TakeAsync(_records.Count, _bytes, _records[^1].Original.ArrivedAt, cancellationToken);
                await PutAsync(target(), cancellationToken);
                Telemetry.RecordsSent.Add(_records.Count);
            }
        }
        Telemetry.RecordsDeadLettered.Add(_letters.Count);
        _letters.Sort((a, b) => a.Position.CompareTo(b.Position));
        progress.Pass(last, new(_scanned, _records.Count, _letters.Count, _bytes), _letters);
        Clear();
        if (progress.LetterCount >= options.DeadLettersPerDocumentMax) await checkpointer.CheckpointAsync(cancellationToken);
    }

    private async Task PutAsync(IStreamProducer producer, CancellationToken cancellationToken)
    {
        try
        {
            await producer.PutAsync(_target, [.. _records.Select(r => r.Outgoing)], cancellationToken);
        }
        catch (PlatformException e) when (e.Kind == FailureKind.Invalid)
        {
            await PutOneByOneAsync(producer, cancellationToken);
        }
    }

    /// <summary>The stream refuses some record for good: each by itself shows which. Those that had gone before go again, in order.</summary>
    private async Task PutOneByOneAsync(IStreamProducer producer, CancellationToken cancellationToken)
    {
        var sent = new List<Pending>();
        foreach (var pending in _records)
        {
            try
            {
                await producer.PutAsync(_target, [pending.Outgoing], cancellationToken);
                sent.Add(pending);
            }
            catch (PlatformException e) when (e.Kind == FailureKind.Invalid)
            {
                _letters.Add(DeadLetter.Of(pending.Original, $"The target refused the record: {e.Message}"));
                _bytes -= BytesOf(pending.Outgoing);
            }
        }
        _records = sent;
    }

    private void Clear()
    {
        // The producer was given a list of its own.
        _records.Clear();
        _letters.Clear();
        _last = null;
        (_bytes, _scanned) = (0, 0);
    }

    private static long BytesOf(OutgoingRecord record) => record.Data.Length + record.PartitionKey.Length;

    private readonly record struct Pending(OutgoingRecord Outgoing, StreamRecord Original);
}
