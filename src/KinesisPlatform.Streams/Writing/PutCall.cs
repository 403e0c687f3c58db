using System.Diagnostics;

namespace KinesisPlatform.Streams.Writing;

/// <summary>Records that are put with one call, which is done when each has its result: one task for all of them.</summary>
/// <param name="count">More than 0.</param>
internal sealed class PutCall(StreamName stream, int count, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<IReadOnlyList<PutResult>> _done = new();
    private readonly SegmentedResults _results = new(count);
    private readonly Activity? _activity = Activity.Current;
    private readonly Lock _gate = new();
    private (int Index, PlatformException Error)? _firstFailure;
    private int _leftCount = count;
    private int _notPutCount;

    /// <summary>Ends as <see cref="IStreamProducer.PutAsync"/> does; but for its cancellation, not before every record has its result.</summary>
    public Task<IReadOnlyList<PutResult>> Done => _done.Task;

    /// <param name="index">Of the record among the call's.</param>
    public PendingRecord Pending(int index, OutgoingRecord record, int bytes) => new Member(this, index, record, bytes);

    private void Complete(int index, in PutResult result, Exception? error)
    {
        if (error is null) _results[index] = result;
        else Fail(index, error as PlatformException);
        if (Interlocked.Decrement(ref _leftCount) > 0) return;
        if (_firstFailure is { } failure) _done.TrySetException(Describe(failure.Index, failure.Error));
        else if (_notPutCount > 0) _done.TrySetCanceled(cancellationToken);
        else _done.TrySetResult(_results);
    }

    private void Fail(int index, PlatformException? error)
    {
        lock (_gate)
        {
            _notPutCount++;
            if (error is not null && !(_firstFailure?.Index < index)) _firstFailure = (index, error);
        }
    }

    private PlatformException Describe(int index, PlatformException error) =>
        new(error.Kind, $"Record {index} was not put on stream {stream}; {_results.Count - _notPutCount} of {_results.Count} records were. {error.Message}", error) { IsOfRecord = error.IsOfRecord };

    private sealed class Member(PutCall call, int index, OutgoingRecord record, int bytes) : PendingRecord(record, bytes, call._activity, call.CancellationToken)
    {
        public override void Complete(in PutResult result, Exception? error) => call.Complete(index, result, error);
    }

    private CancellationToken CancellationToken => cancellationToken;
}
