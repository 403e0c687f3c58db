namespace KinesisPlatform.LocalAws.Kinesis.Storage;

/// <summary>Where a record lies in its segment: its partition key at <paramref name="Offset"/>, its data right after it.</summary>
internal readonly record struct RecordEntry(int Offset, int KeyLength, int DataLength, long ArrivedAtMilliseconds)
{
    public int Length => KeyLength + DataLength;
}
