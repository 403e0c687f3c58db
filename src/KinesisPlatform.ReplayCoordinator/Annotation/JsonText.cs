using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>
/// Finds where the values of JSON (RFC 8259) end, and whether they are JSON, without reading them: takes what <see cref="System.Text.Json.Utf8JsonReader"/> takes, several times as fast. A replay moves every byte of
/// an archive through here. Whether the text is UTF-8 is not looked at.
/// <para>All members go from a place in the text to the place behind something. A place that is none leads to none.</para>
/// </summary>
internal static class JsonText
{
    /// <summary>The place behind what is not there.</summary>
    public const int None = -1;

    private const byte ControlMax = 0x1f;
    private const int UnicodeEscapeDigits = 4;

    public static bool Is(ReadOnlySpan<byte> json, int at, byte character) => (uint)at < (uint)json.Length && json[at] == character;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipSpace(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at;
    }

    /// <param name="at">Where the value begins.</param>
    /// <param name="depthMax">Of objects and arrays within each other.</param>
    public static int EndOfValue(ReadOnlySpan<byte> json, int at, int depthMax)
    {
        if ((uint)at >= (uint)json.Length) return None;
        return json[at] switch
        {
            (byte)'"' => EndOfText(json, at),
            (byte)'{' => EndOfObject(json, at, depthMax),
            (byte)'[' => EndOfArray(json, at, depthMax),
            (byte)'t' => EndOfWord(json, at, "true"u8),
            (byte)'f' => EndOfWord(json, at, "false"u8),
            (byte)'n' => EndOfWord(json, at, "null"u8),
            _ => EndOfNumber(json, at),
        };
    }

    /// <summary>A string, with its quotation marks.</summary>
    public static int EndOfText(ReadOnlySpan<byte> json, int at)
    {
        if (!Is(json, at++, (byte)'"')) return None;
        while (true)
        {
            at = SkipPlainText(json, at);
            if ((uint)at >= (uint)json.Length) return None;
            if (json[at] == '"') return at + 1;
            if (json[at] != '\\' || (at = EndOfEscape(json, at + 1)) == None) return None;
        }
    }

    /// <summary>The colon behind a member's name, with the white space around it.</summary>
    public static int StartOfValue(ReadOnlySpan<byte> json, int at)
    {
        at = SkipSpace(json, at);
        return Is(json, at, (byte)':') ? SkipSpace(json, at + 1) : None;
    }

    private static int EndOfObject(ReadOnlySpan<byte> json, int at, int depthMax)
    {
        if (depthMax == 0) return None;
        at = SkipSpace(json, at + 1);
        if (Is(json, at, (byte)'}')) return at + 1;
        while (true)
        {
            at = StartOfValue(json, EndOfText(json, at));
            at = SkipSpace(json, EndOfValue(json, at, depthMax - 1));
            if (!Is(json, at, (byte)',')) return Is(json, at, (byte)'}') ? at + 1 : None;
            at = SkipSpace(json, at + 1);
        }
    }

    private static int EndOfArray(ReadOnlySpan<byte> json, int at, int depthMax)
    {
        if (depthMax == 0) return None;
        at = SkipSpace(json, at + 1);
        if (Is(json, at, (byte)']')) return at + 1;
        while (true)
        {
            at = SkipSpace(json, EndOfValue(json, at, depthMax - 1));
            if (!Is(json, at, (byte)',')) return Is(json, at, (byte)']') ? at + 1 : None;
            at = SkipSpace(json, at + 1);
        }
    }

    private static int EndOfWord(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word) => json[at..].StartsWith(word) ? at + word.Length : None;

    // What follows a number, which must end it, is looked at by who goes on.
    private static int EndOfNumber(ReadOnlySpan<byte> json, int at)
    {
        if (json[at] == '-') at++;
        at = Is(json, at, (byte)'0') ? at + 1 : EndOfDigits(json, at);
        if (Is(json, at, (byte)'.')) at = EndOfDigits(json, at + 1);
        if (!Is(json, at, (byte)'e') && !Is(json, at, (byte)'E')) return at;
        at++;
        return EndOfDigits(json, Is(json, at, (byte)'+') || Is(json, at, (byte)'-') ? at + 1 : at);
    }

    private static int EndOfDigits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while ((uint)at < (uint)json.Length && char.IsAsciiDigit((char)json[at])) at++;
        return at > start ? at : None;
    }

    /// <summary>Up to a quotation mark, an escape, what no string may hold, or the end.</summary>
    /// <param name="at">Not none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipPlainText(ReadOnlySpan<byte> json, int at)
    {
        for (; (uint)at + Vector128<byte>.Count <= (uint)json.Length; at += Vector128<byte>.Count)
        {
            var text = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(json), (nuint)at);
            var special = Vector128.Equals(text, Vector128.Create((byte)'"')) | Vector128.Equals(text, Vector128.Create((byte)'\\')) | Vector128.LessThanOrEqual(text, Vector128.Create(ControlMax));
            if (special != Vector128<byte>.Zero) return at + BitOperations.TrailingZeroCount(special.ExtractMostSignificantBits());
        }
        while ((uint)at < (uint)json.Length && json[at] is not ((byte)'"' or (byte)'\\' or <= ControlMax)) at++;
        return at;
    }

    /// <param name="at">Behind the backslash.</param>
    private static int EndOfEscape(ReadOnlySpan<byte> json, int at)
    {
        if ((uint)at >= (uint)json.Length) return None;
        switch (json[at++])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return at;
            case (byte)'u' when json.Length - at >= UnicodeEscapeDigits:
                foreach (var digit in json.Slice(at, UnicodeEscapeDigits))
                    if (!char.IsAsciiHexDigit((char)digit)) return None;
                return at + UnicodeEscapeDigits;
            default:
                return None;
        }
    }
}
