namespace KinesisPlatform.LocalAws.Kinesis.Storage;

/// <param name="NextNumber">Where the next read begins.</param>
/// <param name="WaitingSinceMilliseconds">Arrival of the record at <paramref name="NextNumber"/>; null if it has not arrived.</param>
internal sealed record ShardRead(List<RecordSlice> Slices, ulong NextNumber, long? WaitingSinceMilliseconds)
{
    public long PayloadBytes
    {
        get
        {
            var sum = 0L;
            foreach (var slice in Slices)
                for (var i = 0; i < slice.Count; i++) sum += slice[i].Length;
            return sum;
        }
    }
}
