using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>Values of one vector on their way to a file: at most a block's.</summary>
internal sealed class PendingVector(LiveVector vector, PendingHeap heap, PendingPayload payload)
    : ResultVector([.. vector.Members.Select(member => new PendingVector(member, heap, payload))])
{
    private readonly long[] _slots = new long[LiveLayout.BlockRows];
    private readonly byte[] _presence = new byte[LiveLayout.BlockRows];

    public int Index => vector.Index;

    public ReadOnlySpan<long> Slots => _slots;

    public ReadOnlySpan<byte> Presence => _presence;

    /// <summary>All NULL again.</summary>
    public void Clear()
    {
        Array.Clear(_presence);
        foreach (var child in Children) ((PendingVector)child).Clear();
    }

    /// <summary>Bytes that lie in the heap already.</summary>
    public void SetSlot(int row, long slot)
    {
        _slots[row] = slot;
        SetPresent(row);
    }

    public override bool IsNull(int row) => _presence[row] == 0;

    public override void SetNull(int row)
    {
        _presence[row] = 0;
        foreach (var child in Children) child.SetNull(row);
    }

    public override void SetPresent(int row) => _presence[row] = 1;

    public override void Set(int row, bool value) => SetSlot(row, value ? 1 : 0);

    public override void Set(int row, long value) => SetSlot(row, value);

    public override void Set(int row, double value) => SetSlot(row, BitConverter.DoubleToInt64Bits(value));

    // Most texts of a payload's members are a part of it, and it is in the heap.
    public override void SetBytes(int row, ReadOnlySpan<byte> bytes) => SetSlot(row, payload.SlotOf(bytes) ?? heap.Add(bytes));
}
