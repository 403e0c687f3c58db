using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KinesisPlatform.Consumer.Records;

/// <summary>
/// What the records of one key are merged by: the greatest version wins. Compared member by member, in this order:
/// <code>
///                                       position   replay     sequence number   sub-sequence number
/// live record                           seq        0          seq               sub
/// replayed record                       seq        0          seq               sub       the original's
/// replayed record of an overwriting job fence      job's id   seq               sub       of the original
/// </code>
/// Comparable within one stream only.
/// </summary>
public readonly record struct RecordVersion : IComparable<RecordVersion>
{
    private const string NoReplay = "0";

    private readonly string? _replayId;

    private RecordVersion(SequenceNumber position, string? replayId, SequenceNumber sequenceNumber, int subSequenceNumber)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(subSequenceNumber);
        (Position, _replayId, SequenceNumber, SubSequenceNumber) = (position, replayId, sequenceNumber, subSequenceNumber);
    }

    /// <summary>Where in the stream the record takes effect: its own sequence number, or an overwriting replay's fence.</summary>
    public SequenceNumber Position { get; }

    /// <summary>Null unless of an overwriting replay.</summary>
    public string? ReplayId => _replayId;

    public SequenceNumber SequenceNumber { get; }

    public int SubSequenceNumber { get; }

    /// <summary>The version of a live record, and of its replays that do not overwrite.</summary>
    public static RecordVersion OfOriginal(SequenceNumber sequenceNumber, int subSequenceNumber) => new(sequenceNumber, null, sequenceNumber, subSequenceNumber);

    /// <exception cref="ArgumentException"><paramref name="replayId"/> is no id of a replay.</exception>
    public static RecordVersion OfOverwrite(SequenceNumber fence, string replayId, SequenceNumber sequenceNumber, int subSequenceNumber) =>
        Records.ReplayId.IsValid(replayId)
            ? new(fence, replayId, sequenceNumber, subSequenceNumber)
            : throw new ArgumentException("Not the id of a replay, such as 20260101T120000000Z-5f3a9c.", nameof(replayId));

    public int CompareTo(RecordVersion other)
    {
        var order = Position.CompareTo(other.Position);
        // No replay, null, sorts before every id.
        if (order == 0) order = string.CompareOrdinal(ReplayId, other.ReplayId);
        if (order == 0) order = SequenceNumber.CompareTo(other.SequenceNumber);
        return order != 0 ? order : SubSequenceNumber.CompareTo(other.SubSequenceNumber);
    }

    /// <summary>
    /// ASCII text that sorts as versions do wherever text is compared by its bytes (ordinal, <c>COLLATE "C"</c>, DynamoDB's strings), so that a database can
    /// compare versions itself. Each number is preceded by its length:
    /// <code>00512345.0.00512345.0000000002</code>
    /// </summary>
    public string ToSortableText() => string.Create(CultureInfo.InvariantCulture,
        $"{Sortable(Position)}.{ReplayId ?? NoReplay}.{Sortable(SequenceNumber)}.{SubSequenceNumber:D10}");

    /// <summary>Reads what <see cref="ToSortableText"/> wrote, and nothing else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RecordVersion version)
    {
        version = default;
        if (text?.Split('.') is not [var position, var replayId, var sequenceNumber, var sub]) return false;
        if (!TryParseSortable(position, out var parsedPosition) || !TryParseSortable(sequenceNumber, out var parsedSequenceNumber)) return false;
        if (replayId != NoReplay && !Records.ReplayId.IsValid(replayId)) return false;
        if (sub.Length != 10 || !int.TryParse(sub, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedSub)) return false;
        version = new(parsedPosition, replayId == NoReplay ? null : replayId, parsedSequenceNumber, parsedSub);
        return true;
    }

    public override string ToString() => ToSortableText();

    public static bool operator <(RecordVersion left, RecordVersion right) => left.CompareTo(right) < 0;
    public static bool operator >(RecordVersion left, RecordVersion right) => left.CompareTo(right) > 0;
    public static bool operator <=(RecordVersion left, RecordVersion right) => left.CompareTo(right) <= 0;
    public static bool operator >=(RecordVersion left, RecordVersion right) => left.CompareTo(right) >= 0;

    private static string Sortable(SequenceNumber value)
    {
        var digits = value.ToString();
        return digits.Length.ToString("D3", CultureInfo.InvariantCulture) + digits;
    }

    private static bool TryParseSortable(string text, out SequenceNumber value)
    {
        value = default;
        return text.Length > 3 && SequenceNumber.TryParse(text[3..], out value) && Sortable(value) == text;
    }
}
