using System.Runtime.InteropServices;
using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Writing;

/// <inheritdoc cref="IStreamProducer"/>
/// <remarks>
/// Keep one for the life of the process: what it knows of a shard's pace is then true for all that the process puts. Disposing flushes.
/// </remarks>
public sealed class StreamProducer : IStreamProducer, IAsyncDisposable
{
    // Above it, senders of streams that nothing waits for are closed; a later record opens another.
    private const int IdleSendersMax = 64;
    // Of a call's records, so many at most are accepted at once: a request's worth, with which it can begin.
    private const int SliceCountMax = 500, SliceBytesMax = 1 << 20;
    // And of the buffer: a slice waits until there is room for all of it, while records that are tried again hold theirs.
    private const int BufferSlicesMin = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<StreamName, StreamSender> _senders = [];
    private readonly SenderContext _context;
    private bool _isDisposed;

    public StreamProducer(
        IKinesisRecordClient kinesis, IStreamDirectory directory, StreamsOptions options, TimeProvider time, Random random, ILogger<StreamProducer> logger) =>
        _context = new(kinesis, directory, options, new(options, time, random, logger), new(options.Producer.BufferBytesMax), time, logger);

    private int RecordBytesMax => _context.Options.Producer.RecordBytesMax;

    /// <summary>What accepted records hold of <see cref="ProducerOptions.BufferBytesMax"/> now.</summary>
    public long BufferedBytes => _context.Buffer.HeldBytes;

    public ValueTask<Task<PutResult>> EnqueueAsync(StreamName stream, OutgoingRecord record, CancellationToken cancellationToken)
    {
        var pending = new EnqueuedRecord(record, RecordSize.Measure(stream, record, RecordBytesMax), cancellationToken);
        if (!_context.Buffer.TryTake(pending.HeldBytes)) return EnqueueWhenFreeAsync(stream, pending, cancellationToken);
        Enqueue(stream, [pending]);
        return new(pending.Result);
    }

    public async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        RecordSize.Check(stream, records, RecordBytesMax);
        if (records.Count == 0) return [];
        var call = new PutCall(stream, records.Count, cancellationToken);
        for (var at = 0; at < records.Count;) at += await AcceptAsync(stream, records, at, call, cancellationToken);
        SenderOf(stream)?.SendNow();
        return await call.Done.WaitAsync(cancellationToken);
    }

    public Task FlushAsync(CancellationToken cancellationToken) => FlushAsync().WaitAsync(cancellationToken);

    /// <summary>Accepts no more, and returns when every record has its result: within <see cref="ProducerOptions.DeliveryTimeout"/> and the request that is under way then.</summary>
    public async ValueTask DisposeAsync()
    {
        _context.Buffer.Close();
        lock (_gate) _isDisposed = true;
        foreach (var sender in Senders())
        {
            // Whoever had its place in the buffer already may still come.
            do await sender.FlushAsync();
            while (!sender.TryClose());
        }
    }

    private Task FlushAsync() => Task.WhenAll(Senders().Select(sender => sender.FlushAsync()));

    /// <summary>Accepts the next of a call's records, a slice of them; waits until there is room for all of it, as what is made for each is made once.</summary>
    /// <returns>How many.</returns>
    private async ValueTask<int> AcceptAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, int from, PutCall call, CancellationToken cancellationToken)
    {
        var slice = new List<PendingRecord>(Math.Min(records.Count - from, SliceCountMax));
        var heldBytesMax = Math.Min(SliceBytesMax, _context.Options.Producer.BufferBytesMax / BufferSlicesMin);
        var heldBytes = 0;
        for (var i = from; i < records.Count && slice.Count < SliceCountMax; i++)
        {
            var record = call.Pending(i, records[i], RecordSize.BytesOf(records[i]));
            if (slice.Count > 0 && heldBytes + record.HeldBytes > heldBytesMax) break;
            slice.Add(record);
            heldBytes += record.HeldBytes;
        }
        if (!_context.Buffer.TryTake(heldBytes)) await WaitAsync(heldBytes, cancellationToken);
        Enqueue(stream, CollectionsMarshal.AsSpan(slice));
        return slice.Count;
    }

    private async ValueTask<Task<PutResult>> EnqueueWhenFreeAsync(StreamName stream, EnqueuedRecord record, CancellationToken cancellationToken)
    {
        await WaitAsync(record.HeldBytes, cancellationToken);
        Enqueue(stream, [record]);
        return record.Result;
    }

    private ValueTask WaitAsync(int heldBytes, CancellationToken cancellationToken)
    {
        // With the buffer full there is nothing to gain from waiting for more.
        foreach (var sender in Senders()) sender.SendNow();
        return _context.Buffer.TakeAsync(heldBytes, cancellationToken);
    }

    /// <param name="records">That have their places in the buffer.</param>
    private void Enqueue(StreamName stream, ReadOnlySpan<PendingRecord> records)
    {
        while (true)
        {
            if (SenderOf(stream) is not { } sender)
            {
                foreach (var record in records) _context.Buffer.Give(record.HeldBytes);
                throw new ObjectDisposedException(nameof(IStreamProducer));
            }
            if (sender.TryEnqueue(records)) return;
        }
    }

    /// <returns>Null when the producer is disposed.</returns>
    private StreamSender? SenderOf(StreamName stream)
    {
        lock (_gate)
        {
            if (_senders.TryGetValue(stream, out var known) && !known.IsClosed) return known;
            if (_isDisposed) return null;
            if (_senders.Count >= IdleSendersMax) CloseIdle();
            return _senders[stream] = new(stream, _context);
        }
    }

    private void CloseIdle()
    {
        foreach (var (stream, sender) in _senders)
        {
            if (sender.TryClose()) _senders.Remove(stream);
        }
    }

    /// <summary>In an order that is the same in every process.</summary>
    private List<StreamSender> Senders()
    {
        lock (_gate) return [.. _senders.OrderBy(s => s.Key.Value, StringComparer.Ordinal).Select(s => s.Value)];
    }
}
