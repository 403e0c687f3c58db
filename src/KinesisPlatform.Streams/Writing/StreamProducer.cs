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
        var bytes = RecordSize.Measure(stream, record, RecordBytesMax);
        return _context.Buffer.TryTake(PendingRecord.HeldBytesOf(bytes))
            ? new(Enqueue(stream, record, bytes, cancellationToken))
            : EnqueueWhenFreeAsync(stream, record, bytes, cancellationToken);
    }

    public async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        RecordSize.Check(stream, records, RecordBytesMax);
        if (records.Count == 0) return [];
        var results = new Task<PutResult>[records.Count];
        for (var i = 0; i < results.Length; i++) results[i] = await EnqueueAsync(stream, records[i], cancellationToken);
        SenderOf(stream)?.SendNow();
        try
        {
            return await Task.WhenAll(results).WaitAsync(cancellationToken);
        }
        catch (PlatformException)
        {
            throw FirstFailure(stream, results);
        }
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

    private async ValueTask<Task<PutResult>> EnqueueWhenFreeAsync(StreamName stream, OutgoingRecord record, int bytes, CancellationToken cancellationToken)
    {
        // With the buffer full there is nothing to gain from waiting for more.
        foreach (var sender in Senders()) sender.SendNow();
        await _context.Buffer.TakeAsync(PendingRecord.HeldBytesOf(bytes), cancellationToken);
        return Enqueue(stream, record, bytes, cancellationToken);
    }

    private Task<PutResult> Enqueue(StreamName stream, OutgoingRecord record, int bytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (SenderOf(stream) is not { } sender)
            {
                _context.Buffer.Give(PendingRecord.HeldBytesOf(bytes));
                throw new ObjectDisposedException(nameof(IStreamProducer));
            }
            if (sender.Enqueue(record, bytes, cancellationToken) is { } result) return result;
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

    private static PlatformException FirstFailure(StreamName stream, Task<PutResult>[] results)
    {
        var index = Array.FindIndex(results, r => r.Exception?.InnerException is PlatformException);
        var error = (PlatformException)results[index].Exception!.InnerException!;
        return new(error.Kind, $"Record {index} was not put on stream {stream}; {results.Count(r => r.IsCompletedSuccessfully)} of {results.Length} records were. {error.Message}", error);
    }
}
