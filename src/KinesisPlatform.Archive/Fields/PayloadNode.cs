using System.Text;
using System.Text.Json;

namespace KinesisPlatform.Archive.Fields;

/// <summary>A field as the reader looks for it.</summary>
internal sealed class PayloadNode
{
    private readonly byte[][] _names;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    private PayloadNode(PayloadFieldType type, IReadOnlyList<PayloadField> members)
    {
        Type = type;
        Members = [.. members.Select(member => new PayloadNode(member.Type, member.Members))];
        _names = [.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))];
        var byName = new Dictionary<byte[], int>(Utf8Comparer.Instance);
        for (var i = 0; i < _names.Length; i++) byName[_names[i]] = i;
        _byName = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public static PayloadNode Of(PayloadFields fields) => new(PayloadFieldType.Struct, fields.Members);

    public PayloadFieldType Type { get; }

    public IReadOnlyList<PayloadNode> Members { get; }

    /// <param name="next">The member that most likely comes next: payloads of one producer have theirs in one order.</param>
    /// <returns>The index of the member whose name the reader is at; -1 when it is none of these.</returns>
    public int Find(ref Utf8JsonReader reader, ref int next)
    {
        var name = reader.ValueIsEscaped ? PayloadName.Unescape(ref reader) : reader.ValueSpan;
        if (next < _names.Length && name.SequenceEqual(_names[next])) return next++;
        if (!_byName.TryGetValue(name, out var index)) return -1;
        next = index + 1;
        return index;
    }
}
