using System.Text.Json;
using System.Text.Unicode;

namespace KinesisPlatform.Consumer.Records;

/// <summary>Finds the members of a JSON object's root in its text, so that the original's bytes can be had back as they were.</summary>
internal static class RootMembers
{
    /// <summary>Objects nested deeper are not taken for JSON, here as by the replay: the reader's stack is bounded.</summary>
    public const int DepthMax = 512;

    /// <param name="found">The members in the text's order; when the result is false, those before the place where the text stops being JSON.</param>
    /// <returns>False when <paramref name="json"/> is not exactly one JSON object in UTF-8.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, IReadOnlyList<byte[]> names, List<RootMember> found)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            var start = (int)reader.BytesConsumed;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = IndexOf(ref reader, names);
                // Noted before its value is read, so that a broken annotation is known for one.
                found.Add(new(start, 0, 0, 0, name));
                reader.Read();
                var valueStart = (int)reader.TokenStartIndex;
                reader.Skip();
                var valueEnd = (int)reader.BytesConsumed;
                var end = json[valueEnd..].IndexOfAny((byte)',', (byte)'}');
                if (end < 0) return false;
                found[^1] = new(start, valueStart, valueEnd, valueEnd + end, name);
                start = valueEnd + end + 1;
            }
            // Whatever follows the object, the reader refuses. It takes invalid UTF-8 in strings for good.
            return !reader.Read() && Utf8.IsValid(json);
        }
        catch (JsonException)
        {
            return false;
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
