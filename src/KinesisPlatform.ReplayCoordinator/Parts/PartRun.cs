using KinesisPlatform.ReplayCoordinator.Annotation;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Sends one part's records from its last checkpoint on, in order.</summary>
/// <param name="payloads">Where the annotator puts what is sent.</param>
/// <param name="target">Gives the producer to put with now; null for a dry run, which puts nothing.</param>
internal sealed class PartRun(
    ReplaySpec spec, PartSource source, PartProgress progress, PartCheckpointer checkpointer, RecordAnnotator annotator, PayloadBlocks payloads, PartPace pace, PartClock clock,
    Func<IStreamProducer>? target, ReplayOptions options)
{
    private readonly StreamName _target = new(spec.Target);
    private readonly List<DeadLetter> _letters = [];
    private readonly List<OutgoingRecord> _records = [];
    // Of each of them.
    private readonly List<Original> _originals = [];
    private PartPlace? _last;
    private DateTimeOffset _firstArrivedAt, _lastArrivedAt;
    private long _bytes, _chunkBytesMax;
    private int _scanned, _chunkRecordsMax;

    /// <exception cref="PlatformException">As the scanner's and the producer's; what was acknowledged before is in the progress.</exception>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        // An attempt before this one may have left records under way.
        payloads.Abandon();
        Clear();
        await foreach (var (records, missing) in source.ReadAsync(progress.Read().Position, cancellationToken))
        {
            for (var i = 0; i < records.Count; i++)
            {
                if (missing?[i] is not { } letter)
                {
                    await AddAsync(records[i], cancellationToken);
                    continue;
                }
                if (IsFull(null, default)) await FlushAsync(cancellationToken);
                Add(PartPlace.Of(letter), letter);
            }
        }
        await FlushAsync(cancellationToken);
    }

    private ValueTask AddAsync(in ScannedRecord scanned, CancellationToken cancellationToken)
    {
        var annotated = annotator.Annotate(scanned.Record, scanned.Computed);
        if (IsFull(annotated.Record, scanned.Record.ArrivedAt)) return new(FlushAndAddAsync(scanned, cancellationToken));
        Add(scanned.Record, annotated);
        return ValueTask.CompletedTask;
    }

    private async Task FlushAndAddAsync(ScannedRecord scanned, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        // Anew: the memory of all before is used again.
        Add(scanned.Record, annotator.Annotate(scanned.Record, scanned.Computed));
    }

    private bool IsFull(OutgoingRecord? next, DateTimeOffset arrivedAt) =>
        _scanned >= options.ScannedRecordsMax
        || (next is not null && _records.Count > 0 && (
            _records.Count >= _chunkRecordsMax
            || _bytes + BytesOf(next) > _chunkBytesMax
            || !pace.GoesWith(_firstArrivedAt, arrivedAt)));

    private void Add(in StreamRecord record, Annotated annotated)
    {
        Add(PartPlace.Of(record), annotated.DeadLetterReason is { } reason ? DeadLetter.Of(record, reason) : null);
        if (annotated.Record is not { } outgoing) return;
        if (_records.Count == 0)
        {
            _firstArrivedAt = record.ArrivedAt;
            // Once per put: it takes a look at the clock.
            (_chunkRecordsMax, _chunkBytesMax) = (pace.ChunkRecordsMax(options.PutRecordsMax), pace.ChunkBytesMax(options.PutBytesMax));
        }
        _lastArrivedAt = record.ArrivedAt;
        _records.Add(outgoing);
        _originals.Add(new(PartPlace.Of(record), spec.PartitionKey is null ? outgoing.PartitionKey : record.PartitionKeyText, record.Data.Length));
        _bytes += BytesOf(outgoing);
    }

    private void Add(in PartPlace place, DeadLetter? letter)
    {
        _scanned++;
        _last = place;
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
                await pace.TakeAsync(_records.Count, _bytes, _lastArrivedAt, cancellationToken);
                await PutAllAsync(target(), cancellationToken);
                Telemetry.RecordsSent.Add(_records.Count);
            }
        }
        Telemetry.RecordsDeadLettered.Add(_letters.Count);
        _letters.Sort((a, b) => a.Position.CompareTo(b.Position));
        progress.Pass(last.ToPosition(), new(_scanned, _records.Count, _letters.Count, _bytes), _letters);
        payloads.Reuse();
        Clear();
        if (progress.LetterCount >= options.DeadLettersPerDocumentMax) await checkpointer.CheckpointAsync(cancellationToken);
    }

    private async Task PutAllAsync(IStreamProducer producer, CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(producer, _records, cancellationToken);
        }
        catch (PlatformException e) when (e.IsOfRecord)
        {
            await PutOneByOneAsync(producer, cancellationToken);
        }
    }

    /// <summary>The stream can never take some record: each by itself shows which. Those that had gone before go again, in order.</summary>
    private async Task PutOneByOneAsync(IStreamProducer producer, CancellationToken cancellationToken)
    {
        var sent = new List<OutgoingRecord>();
        foreach (var (record, original) in _records.Zip(_originals))
        {
            try
            {
                await PutAsync(producer, [record], cancellationToken);
                sent.Add(record);
            }
            catch (PlatformException e) when (e.IsOfRecord)
            {
                _letters.Add(DeadLetter.Of(original.Place, original.PartitionKey, original.LengthBytes, $"The target refused the record: {e.Message}"));
                _bytes -= BytesOf(record);
            }
        }
        _records.Clear();
        _records.AddRange(sent);
    }

    private async Task PutAsync(IStreamProducer producer, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        try
        {
            await producer.PutAsync(_target, records, cancellationToken);
        }
        catch (PlatformException e) when (e is { Kind: FailureKind.Invalid, IsOfRecord: false })
        {
            // Who puts is refused, not what: a policy, a token, a key that may be put right while the part tries again. No record is to blame.
            throw new PlatformException(FailureKind.Unavailable, e.Message, e);
        }
    }

    private void Clear()
    {
        _records.Clear();
        _originals.Clear();
        _letters.Clear();
        _last = null;
        (_bytes, _scanned) = (0, 0);
    }

    private static long BytesOf(OutgoingRecord record) => record.Data.Length + record.PartitionKey.Length;

    /// <summary>What there is to say of a record, and none of its memory, which would outlive its frame.</summary>
    private readonly record struct Original(PartPlace Place, string PartitionKey, int LengthBytes);
}
