using KinesisPlatform.Sql.Live.Files;

namespace KinesisPlatform.Sql.Live;

/// <summary>The records of one read of a shard, which do not change.</summary>
internal sealed record TailSegment(IReadOnlyList<StreamRecord> Records, SequenceNumber Last, long LengthBytes)
{
    // What a record costs besides its bytes, roughly: the struct, and its share of lists and buffers.
    private const int RecordOverheadBytes = 160;

    private volatile bool _hasLeft;

    /// <summary>Where workers read it; null as long as no query has. Guarded by <see cref="TailFiles"/>.</summary>
    public LivePlace? Place { get; set; }

    /// <summary>The tail has let go of it: only queries that began before may still use it.</summary>
    public bool HasLeft => _hasLeft;

    public void Leave() => _hasLeft = true;

    /// <summary>Copies the records: a batch's memory is its reader's pool's, larger than what is in it, and a tail keeps its own for as long as queries use it.</summary>
    public static TailSegment Of(IReadOnlyList<StreamRecord> records)
    {
        var bytes = new byte[records.Sum(record => record.PartitionKey.Length + (record.ExplicitHashKey?.Length ?? 0) + record.Data.Length)];
        var copies = new StreamRecord[records.Count];
        var end = 0;
        for (var i = 0; i < copies.Length; i++)
        {
            var record = records[i];
            copies[i] = record with
            {
                PartitionKey = Copy(record.PartitionKey),
                ExplicitHashKey = record.ExplicitHashKey is { } hashKey ? (ReadOnlyMemory<byte>?)Copy(hashKey) : null,
                Data = Copy(record.Data),
            };
        }
        return new(copies, copies[^1].SequenceNumber, bytes.LongLength + (long)copies.Length * RecordOverheadBytes);

        ReadOnlyMemory<byte> Copy(ReadOnlyMemory<byte> slice)
        {
            var copy = bytes.AsMemory(end, slice.Length);
            slice.CopyTo(copy);
            end += slice.Length;
            return copy;
        }
    }
}
