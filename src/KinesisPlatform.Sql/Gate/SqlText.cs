namespace KinesisPlatform.Sql.Gate;

/// <summary>A text that is parsed, of which the user wrote the part after <paramref name="LinesBefore"/> lines: positions are told as he sees them.</summary>
internal sealed record SqlText(string Text, int LinesBefore = 0)
{
    /// <param name="offset">In characters.</param>
    public TextPosition At(int offset)
    {
        var position = TextPosition.At(Text, offset);
        return position with { Line = Math.Max(1, position.Line - LinesBefore) };
    }

    /// <param name="offset">In bytes of UTF-8, as DuckDB's parser counts.</param>
    public TextPosition AtByte(ulong offset)
    {
        var position = TextPosition.AtByte(Text, offset);
        return position with { Line = Math.Max(1, position.Line - LinesBefore) };
    }
}
