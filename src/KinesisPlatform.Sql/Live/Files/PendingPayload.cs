namespace KinesisPlatform.Sql.Live.Files;

/// <summary>The payload whose members are being read, and where it lies in the heap.</summary>
internal sealed class PendingPayload
{
    private ReadOnlyMemory<byte> _bytes;
    private long _offset;

    /// <param name="slot">Of the bytes.</param>
    public void Begin(ReadOnlyMemory<byte> bytes, long slot) => (_bytes, _offset) = (bytes, LiveLayout.Bytes(slot).Offset);

    /// <returns>The slot of bytes that are a part of the payload's own; null for others.</returns>
    public long? SlotOf(ReadOnlySpan<byte> part) => !part.IsEmpty && _bytes.Span.Overlaps(part, out var at) ? LiveLayout.Slot(_offset + at, part.Length) : null;
}
