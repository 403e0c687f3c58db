using System.Text;

namespace KinesisPlatform.QueryGateway.Postgres.Syntax;

/// <summary>A statement with texts put in place of others, which knows where each place was before.</summary>
internal sealed class EditedSql
{
    private readonly List<(int At, int Removed, int Inserted)> _edits = [];

    /// <param name="edits">In order, without overlap.</param>
    public EditedSql(string sql, IEnumerable<(int Start, int End, string With)> edits)
    {
        var text = new StringBuilder();
        var from = 0;
        foreach (var (start, end, with) in edits)
        {
            text.Append(sql, from, start - from);
            _edits.Add((text.Length, end - start, with.Length));
            text.Append(with);
            from = end;
        }
        Text = text.Append(sql, from, sql.Length - from).ToString();
    }

    public string Text { get; }

    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    /// <returns>The offset in the statement as it was written.</returns>
    public int OffsetAt(int line, int column)
    {
        var at = 0;
        for (var i = 1; i < line; i++)
        {
            var next = Text.IndexOf('\n', at);
            if (next < 0) break;
            at = next + 1;
        }
        return Original(at + column - 1);
    }

    private int Original(int offset)
    {
        var shift = 0;
        foreach (var (at, removed, inserted) in _edits)
        {
            if (offset < at) break;
            if (offset < at + inserted) return at + shift;
            shift += removed - inserted;
        }
        return offset + shift;
    }
}
