namespace KinesisPlatform.LocalAws.Kinesis.Storage;

/// <summary>Some consecutive records of one segment. Stays valid without a lock: a segment's content is never changed, only added to.</summary>
/// <param name="FirstNumber">The number in the shard of the record at <paramref name="First"/>.</param>
internal readonly record struct RecordSlice(byte[] Content, RecordEntry[] Entries, int First, int Count, ulong FirstNumber)
{
    public RecordEntry this[int index] => Entries[First + index];

    public ReadOnlySpan<byte> Key(int index) => Content.AsSpan(this[index].Offset, this[index].KeyLength);

    public ReadOnlySpan<byte> Data(int index) => Content.AsSpan(this[index].Offset + this[index].KeyLength, this[index].DataLength);
}
