using KinesisPlatform.QueryGateway.Postgres.Syntax;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>Takes out of a catalog query what DuckDB's parser has no grammar for: <c>pg_catalog.</c> in front of types, <c>OPERATOR(pg_catalog.~)</c>, <c>COLLATE pg_catalog.default</c>.</summary>
internal static class CatalogText
{
    /// <summary>In the place of <c>oid</c>, which DuckDB's parser takes for a BIGINT, so that clients would be told of another type; as long, so that errors' places stay true.</summary>
    public const string OidType = "pgo";

    public static string Of(string sql)
    {
        var tokens = SqlLexer.Read(sql);
        var text = sql.ToCharArray();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].IsName("pg_catalog") && Is(i + 1, ".")) Blank(i, i + 1);
            else if (tokens[i].IsWord("operator") && Is(i + 1, "("))
            {
                var close = Enumerable.Range(i, tokens.Count - i).FirstOrDefault(at => tokens[at].IsSymbol(")"), i);
                if (close - i < 3) continue;
                Blank(i, close - 2);
                Blank(close, close);
            }
            else if (tokens[i].IsWord("oid") && i > 0 && (Is(i - 1, "::") || (i > 2 && Is(i - 3, "::") && tokens[i - 2].IsName("pg_catalog")))) OidType.CopyTo(0, text, tokens[i].Start, OidType.Length);
            else if (tokens[i].IsWord("collate"))
            {
                var name = Is(i + 2, ".") ? i + 3 : i + 1;
                if (name < tokens.Count && tokens[name].IsName("default")) Blank(i, name);
            }
        }
        return new(text);

        bool Is(int at, string symbol) => at < tokens.Count && tokens[at].IsSymbol(symbol);

        void Blank(int first, int last) => text.AsSpan(tokens[first].Start..tokens[last].End).Fill(' ');
    }
}
