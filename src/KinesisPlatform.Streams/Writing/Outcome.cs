namespace KinesisPlatform.Streams.Writing;

/// <summary>What a record's task is completed with, outside of the lock under which it was decided.</summary>
/// <param name="Error">Null when the record was put.</param>
internal readonly record struct Outcome(PendingRecord Record, PutResult Result, Exception? Error)
{
    public void Complete()
    {
        switch (Error)
        {
            case null:
                Record.TrySetResult(Result);
                break;
            case OperationCanceledException:
                Record.TrySetCanceled(Record.CancellationToken);
                break;
            default:
                Record.TrySetException(Error);
                break;
        }
        Record.Mark?.Settle();
    }
}
