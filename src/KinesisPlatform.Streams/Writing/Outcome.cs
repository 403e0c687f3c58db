namespace KinesisPlatform.Streams.Writing;

/// <summary>What a record ends with, to be told outside of the lock under which it was decided.</summary>
/// <param name="Error">Null when the record was put.</param>
internal readonly record struct Outcome(PendingRecord Record, PutResult Result, Exception? Error)
{
    public void Complete()
    {
        Record.Complete(Result, Error);
        Record.Mark?.Settle();
    }
}
