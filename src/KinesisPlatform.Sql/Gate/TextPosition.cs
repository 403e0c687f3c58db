namespace KinesisPlatform.Sql.Gate;

/// <summary>A place in a statement; line and column count from 1, in characters.</summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition At(string sql, int offset)
    {
        var before = sql.AsSpan(0, Math.Clamp(offset, 0, sql.Length));
        return new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>DuckDB's parser counts bytes of UTF-8.</summary>
    public static TextPosition AtByte(string sql, ulong offset)
    {
        var bytes = 0UL;
        var at = 0;
        foreach (var rune in sql.EnumerateRunes())
        {
            if (bytes >= offset) break;
            bytes += (ulong)rune.Utf8SequenceLength;
            at += rune.Utf16SequenceLength;
        }
        return At(sql, at);
    }

    public override string ToString() => $"line {Line}, column {Column}";
}
