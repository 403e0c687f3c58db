using System.Text.Json;
using System.Text.Unicode;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>Finds the members of a JSON object's root in its text, so that members can be added and taken out without writing the others anew.</summary>
internal static class JsonObjectText
{
    /// <summary>Objects nested deeper are not taken for JSON: the stack is bounded.</summary>
    public const int DepthMax = 512;

    /// <param name="names">The names to look for, compared as JSON does: <c>"_re\u0070lay"</c> is <c>_replay</c>.</param>
    /// <param name="members">Filled in the text's order, duplicates included.</param>
    /// <param name="open">Place of the root's <c>{</c>.</param>
    /// <returns>False when <paramref name="json"/> is not exactly one JSON object in UTF-8; <paramref name="members"/> are of no meaning then.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, IReadOnlyList<byte[]> names, List<RootMember> members, out int open)
    {
        members.Clear();
        open = 0;
        if (!Utf8.IsValid(json)) return false;
        open = JsonText.SkipSpace(json, 0);
        return JsonText.Is(json, open, (byte)'{') && JsonText.SkipSpace(json, ReadMembers(json, open + 1, names, members)) == json.Length;
    }

    /// <returns>Where the object ends; <see cref="JsonText.None"/> where it is none.</returns>
    private static int ReadMembers(ReadOnlySpan<byte> json, int start, IReadOnlyList<byte[]> names, List<RootMember> members)
    {
        var at = JsonText.SkipSpace(json, start);
        if (JsonText.Is(json, at, (byte)'}')) return at + 1;
        while (true)
        {
            var nameEnd = JsonText.EndOfText(json, at);
            var valueStart = JsonText.StartOfValue(json, nameEnd);
            var valueEnd = JsonText.EndOfValue(json, valueStart, DepthMax - 1);
            if (valueEnd == JsonText.None) return JsonText.None;
            var end = JsonText.SkipSpace(json, valueEnd);
            members.Add(new(start, valueStart, valueEnd, end, IndexOf(json[at..nameEnd], names)));
            if (!JsonText.Is(json, end, (byte)',')) return JsonText.Is(json, end, (byte)'}') ? end + 1 : JsonText.None;
            start = end + 1;
            at = JsonText.SkipSpace(json, start);
        }
    }

    /// <param name="name">With its quotation marks.</param>
    private static int IndexOf(ReadOnlySpan<byte> name, IReadOnlyList<byte[]> names)
    {
        if (name.Contains((byte)'\\')) return IndexOfEscaped(name, names);
        for (var i = 0; i < names.Count; i++)
            if (name[1..^1].SequenceEqual(names[i])) return i;
        return -1;
    }

    private static int IndexOfEscaped(ReadOnlySpan<byte> name, IReadOnlyList<byte[]> names)
    {
        var reader = new Utf8JsonReader(name);
        reader.Read();
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
