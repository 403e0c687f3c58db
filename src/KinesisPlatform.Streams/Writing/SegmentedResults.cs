using System.Collections;

namespace KinesisPlatform.Streams.Writing;

/// <summary>A call's results, in arrays short of what .NET takes for large objects.</summary>
internal sealed class SegmentedResults(int count) : IReadOnlyList<PutResult>
{
    private const int SegmentCount = 1024;

    private readonly PutResult[][] _segments = [.. Enumerable.Range(0, (count + SegmentCount - 1) / SegmentCount).Select(i => new PutResult[Math.Min(SegmentCount, count - i * SegmentCount)])];

    public int Count => count;

    public PutResult this[int index]
    {
        get => _segments[index / SegmentCount][index % SegmentCount];
        set => _segments[index / SegmentCount][index % SegmentCount] = value;
    }

    public IEnumerator<PutResult> GetEnumerator() => _segments.SelectMany(segment => segment).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
