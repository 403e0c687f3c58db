using System.Text.Json;

namespace KinesisPlatform.Archive.Fields;

/// <summary>Looks at payloads for what their members hold. Bounded in depth and number, whatever the payloads.</summary>
/// <param name="depthMax">Members of objects at this depth are not looked at: such an object is text. 1: only the payload's own members.</param>
/// <param name="fieldCountMax">Distinct members looked at; more set <see cref="IsCut"/>.</param>
public sealed class PayloadObserver(int depthMax, int fieldCountMax)
{
    private static readonly JsonReaderOptions Json = new() { MaxDepth = 64 };

    // A payload may turn out to be no JSON at its very end: what it seemed to hold must not count.
    private readonly List<(ObservedField Field, PayloadFieldType Type)> _seen = [];
    private int _fieldCount;

    internal ObservedField Root { get; } = new("");

    /// <summary>There were members that were not looked at.</summary>
    public bool IsCut { get; private set; }

    public void Observe(ReadOnlySpan<byte> payload)
    {
        if (!PayloadReader.IsObject(payload)) return;
        _seen.Clear();
        var reader = new Utf8JsonReader(payload, Json);
        try
        {
            reader.Read();
            ObserveObject(ref reader, Root, 1);
            while (reader.Read()) { }
        }
        catch (JsonException) { return; }
        foreach (var (field, type) in _seen) field.Add(type);
    }

    // An object without members counts as null: it may be a struct one day, or what stands for nothing.
    private void ObserveObject(ref Utf8JsonReader reader, ObservedField field, int depth)
    {
        for (var isFirst = true; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; isFirst = false)
        {
            if (isFirst) _seen.Add((field, depth > depthMax ? PayloadFieldType.Text : PayloadFieldType.Struct));
            var member = depth > depthMax ? null : Member(field, ref reader);
            reader.Read();
            if (member is null || PayloadValue.TypeOf(ref reader) is not { } type)
            {
                reader.Skip();
            }
            else if (type == PayloadFieldType.Struct)
            {
                ObserveObject(ref reader, member, depth + 1);
            }
            else
            {
                _seen.Add((member, type));
                reader.Skip();
            }
        }
    }

    private ObservedField? Member(ObservedField field, ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueIsEscaped ? PayloadName.Unescape(ref reader) : reader.ValueSpan;
        if (field.Find(utf8) is { } known) return known;
        if (_fieldCount == fieldCountMax)
        {
            IsCut = true;
            return null;
        }
        _fieldCount++;
        return field.AddMember(utf8);
    }
}
