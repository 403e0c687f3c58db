using System.Text;

namespace KinesisPlatform.Archive.Fields;

/// <summary>A member as it was seen in payloads: of which types, how often, and with which members of its own.</summary>
internal sealed class ObservedField(string name)
{
    private readonly Dictionary<byte[], ObservedField> _members = new(Utf8Comparer.Instance);

    public string Name { get; } = name;

    /// <summary>How often it had a value; null does not count.</summary>
    public long Count { get; private set; }

    /// <summary>The least type that shows every value; null before the first.</summary>
    public PayloadFieldType? Type { get; private set; }

    /// <summary>In the order in which they were first seen.</summary>
    public IReadOnlyCollection<ObservedField> Members => _members.Values;

    public void Add(PayloadFieldType type)
    {
        Count++;
        Type = Type is { } earlier ? PayloadValue.Join(earlier, type) : type;
    }

    public ObservedField? Find(ReadOnlySpan<byte> utf8) => _members.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(utf8, out var member) ? member : null;

    public ObservedField AddMember(ReadOnlySpan<byte> utf8)
    {
        var member = new ObservedField(Encoding.UTF8.GetString(utf8));
        _members[utf8.ToArray()] = member;
        return member;
    }
}
