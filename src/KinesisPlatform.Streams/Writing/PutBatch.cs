using System.Diagnostics;

namespace KinesisPlatform.Streams.Writing;

/// <summary>The entries of one request.</summary>
internal sealed class PutBatch(int entryCountMax, int bytesMax)
{
    private readonly List<PutUnit> _units = [];
    private int _entryCountMax = entryCountMax;

    public IReadOnlyList<PutUnit> Units => _units;

    public int Bytes { get; private set; }

    public int RecordCount { get; private set; }

    public int RoomBytes => bytesMax - Bytes;

    /// <summary>The first record's: a request belongs to one trace only.</summary>
    public Activity? Activity => _units[0].Head.Activity;

    /// <summary>Whether such a unit would fit. The first always does.</summary>
    public bool Fits(PendingRecord head, int bytes) =>
        _units.Count == 0 || (_units.Count < Math.Min(_entryCountMax, head.CompanyMax) && bytes <= RoomBytes);

    public void Add(in PutUnit unit)
    {
        _units.Add(unit);
        _entryCountMax = Math.Min(_entryCountMax, unit.Head.CompanyMax);
        Bytes += unit.Bytes;
        RecordCount += unit.RecordCount;
    }
}
