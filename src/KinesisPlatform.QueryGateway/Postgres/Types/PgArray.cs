using System.Text;
using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>Arrays as parameters, of one dimension: from PostgreSQL's <c>{1,NULL,"a b"}</c> or its binary form to DuckDB's <c>["1", NULL, "a b"]</c>.</summary>
internal static class PgArray
{
    /// <exception cref="FormatException">Not an array's text.</exception>
    public static string ToDuckDb(string text)
    {
        var at = 0;
        Skip(text, ref at);
        Expect(text, ref at, '{');
        var items = new List<string?>();
        for (Skip(text, ref at); Peek(text, at) != '}'; Skip(text, ref at))
        {
            if (items.Count > 0) Expect(text, ref at, ',');
            items.Add(Item(text, ref at));
        }
        at++;
        Skip(text, ref at);
        return at == text.Length ? Join(items) : throw new FormatException("There is more behind the array.");
    }

    public static string ToDuckDb(MessageBody body, PgType element)
    {
        var (dimensions, _, oid) = (body.ReadInt32(), body.ReadInt32(), unchecked((uint)body.ReadInt32()));
        if (dimensions == 0) return "[]";
        if (dimensions != 1) throw new PostgresException(SqlState.FeatureNotSupported, "Only arrays of one dimension can be passed.");
        var (count, _) = (body.ReadInt32(), body.ReadInt32());
        var type = PgType.Find(oid) ?? element;
        var items = new List<string?>();
        for (var i = 0; i < count; i++) items.Add(body.ReadValue() is { } value ? ParameterReader.ElementText(value, type) : null);
        return Join(items);
    }

    private static string Join(IEnumerable<string?> items) =>
        $"[{string.Join(", ", items.Select(item => item is null ? "NULL" : $"\"{item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]";

    private static string? Item(string text, ref int at)
    {
        Skip(text, ref at);
        var item = new StringBuilder();
        if (Peek(text, at) == '{') throw new PostgresException(SqlState.FeatureNotSupported, "Only arrays of one dimension can be passed.");
        if (Peek(text, at) == '"')
        {
            for (at++; Peek(text, at) != '"'; at++)
            {
                if (Peek(text, at) == '\\') at++;
                item.Append(Peek(text, at));
            }
            at++;
            return item.ToString();
        }
        for (; Peek(text, at) is not (',' or '}'); at++)
        {
            if (Peek(text, at) == '\\') at++;
            item.Append(Peek(text, at));
        }
        var plain = item.ToString().TrimEnd();
        return plain.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : plain;
    }

    private static char Peek(string text, int at) => at < text.Length ? text[at] : throw new FormatException("The array does not end.");

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private static void Expect(string text, ref int at, char expected)
    {
        if (Peek(text, at) != expected) throw new FormatException($"'{expected}' was expected.");
        at++;
    }
}
