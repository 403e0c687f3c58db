using System.Diagnostics;

namespace KinesisPlatform.Streams.Writing;

/// <summary>A record whose result is awaited by itself.</summary>
internal sealed class EnqueuedRecord(OutgoingRecord record, int bytes, CancellationToken cancellationToken) : PendingRecord(record, bytes, Activity.Current, cancellationToken)
{
    private readonly TaskCompletionSource<PutResult> _result = new();

    public Task<PutResult> Result => _result.Task;

    public override void Complete(in PutResult result, Exception? error)
    {
        switch (error)
        {
            case null:
                _result.TrySetResult(result);
                break;
            case OperationCanceledException:
                _result.TrySetCanceled(CancellationToken);
                break;
            default:
                _result.TrySetException(error);
                break;
        }
    }
}
