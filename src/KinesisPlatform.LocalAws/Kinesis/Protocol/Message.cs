using System.Text;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>The members of a request's structure, in their order. There are few in each, so that looking through them is the fastest search.</summary>
internal sealed class Message
{
    private readonly List<(ReadOnlyMemory<byte> Name, MessageValue Value)> _members = new(4);

    /// <summary>The member's value; of kind <see cref="ValueKind.Absent"/> where there is none, or null was sent.</summary>
    public MessageValue this[string name]
    {
        get
        {
            foreach (var (candidate, value) in _members)
                if (Ascii.Equals(candidate.Span, name)) return value;
            return default;
        }
    }

    public IEnumerable<(string Name, MessageValue Value)> Members => _members.Select(m => (Encoding.UTF8.GetString(m.Name.Span), m.Value));

    public void Add(ReadOnlyMemory<byte> name, MessageValue value) => _members.Add((name, value));
}
