using System.Text.Json;
using System.Text.Unicode;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>Finds the members of a JSON object's root in its text, so that members can be added and taken out without writing the others anew.</summary>
internal static class JsonObjectText
{
    /// <summary>Objects nested deeper are not taken for JSON: the reader's stack is bounded.</summary>
    public const int DepthMax = 512;

    /// <param name="names">The names to look for, compared as JSON does: <c>"_re\u0070lay"</c> is <c>_replay</c>.</param>
    /// <param name="members">Filled in the text's order, duplicates included.</param>
    /// <param name="open">Place of the root's <c>{</c>.</param>
    /// <returns>False when <paramref name="json"/> is not exactly one JSON object in UTF-8.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, IReadOnlyList<byte[]> names, List<RootMember> members, out int open)
    {
        members.Clear();
        open = 0;
        // Utf8JsonReader takes strings of invalid UTF-8 for good.
        if (!Utf8.IsValid(json)) return false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            open = (int)reader.TokenStartIndex;
            ReadMembers(ref reader, json, names, members, open + 1);
            // Whatever follows the object, the reader refuses here.
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void ReadMembers(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, IReadOnlyList<byte[]> names, List<RootMember> members, int start)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = IndexOf(ref reader, names);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            var valueEnd = (int)reader.BytesConsumed;
            // Only white space stands between a value and the separator after it.
            var separator = json[valueEnd..].IndexOfAny((byte)',', (byte)'}');
            if (separator < 0) throw new JsonException();
            members.Add(new(start, valueStart, valueEnd, valueEnd + separator, name));
            start = valueEnd + separator + 1;
        }
    }

    private static int IndexOf(ref Utf8JsonReader reader, IReadOnlyList<byte[]> names)
    {
        try
        {
            for (var i = 0; i < names.Count; i++)
                if (reader.ValueTextEquals(names[i])) return i;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, but no text: it equals no name.
        }
        return -1;
    }
}
