namespace KinesisPlatform.Streams;

/// <summary>
/// Puts records onto streams: buffers, batches, paces, retries. Each record has a result of its own. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// Records of one partition key reach the stream in the order in which they were accepted (unless <see cref="ProducerOptions.KeepsOrder"/> is off).
/// A request whose answer is lost is sent again, so a record may lie in the stream twice, with two sequence numbers: Kinesis gives no way to tell.
/// Results are completed on the thread that handled the answer: what awaits them and works for long holds up the stream's next requests.
/// </remarks>
public interface IStreamProducer
{
    /// <summary>Accepts a record; waits, first come first served, while the buffer is full.</summary>
    /// <param name="record">Its data must not change before its result is known.</param>
    /// <param name="cancellationToken">Also withdraws the record as long as it is not under way; its result is then cancelled.</param>
    /// <returns>
    /// Once the record is accepted, its result: a place in the stream, or the <see cref="PlatformException"/> that it failed with for good:
    /// NotFound, Invalid or Unavailable. Invalid is of the record only if it says so (<see cref="PlatformException.IsOfRecord"/>); else the caller is refused. Records of the same partition key that were accepted after one that failed fail as well, so that none
    /// overtakes it when it is accepted again; never as Invalid, as nothing is known of them.
    /// </returns>
    /// <exception cref="PlatformException">Invalid: the record can never be put; it was not accepted.</exception>
    /// <exception cref="ObjectDisposedException">The producer is being disposed; the record was not accepted.</exception>
    ValueTask<Task<PutResult>> EnqueueAsync(StreamName stream, OutgoingRecord record, CancellationToken cancellationToken);

    /// <summary>Puts all records at once, without the wait for more, and returns when each is acknowledged.</summary>
    /// <param name="records">Their data must not change before this returns; when it was cancelled, or the producer disposed, not ever: they may still be under way.</param>
    /// <returns>One result per record, in their order.</returns>
    /// <exception cref="PlatformException">
    /// Invalid: records that can never be put are named, all, and nothing was put. Otherwise the first failure, as of <see cref="EnqueueAsync"/>, once every record has its result;
    /// other records may have been put.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The producer is being disposed; some of the records may have been accepted.</exception>
    Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken);

    /// <summary>Sends what is buffered without the wait for more, and returns when every record accepted before has its result, good or bad.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}
