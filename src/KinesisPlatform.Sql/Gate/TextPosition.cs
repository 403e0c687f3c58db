namespace KinesisPlatform.Sql.Gate;

/// <summary>A place in a statement; line and column count from 1, in characters.</summary>
public readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition At(string sql, int offset)
    {
        var before = sql.AsSpan(0, Math.Clamp(offset, 0, sql.Length));
        return new(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    public override string ToString() => $"line {Line}, column {Column}";
}
