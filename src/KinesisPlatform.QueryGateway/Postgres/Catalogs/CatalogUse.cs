using KinesisPlatform.QueryGateway.Postgres.Syntax;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>Tells statements about the catalog and the session from those about streams.</summary>
internal static class CatalogUse
{
    /// <summary>Names of functions that need no parentheses.</summary>
    private static readonly HashSet<string> Keywords = ["current_catalog", "current_role", "current_schema", "current_user", "session_user", "user"];

    public static bool IsIn(SqlStatementText statement)
    {
        var tokens = statement.Tokens;
        var readsAnything = false;
        var asksSession = false;
        for (var i = 0; i < tokens.Count; i++)
        {
            var isQualified = i > 0 && tokens[i - 1].IsSymbol(".");
            var isFollowedByPoint = i + 1 < tokens.Count && tokens[i + 1].IsSymbol(".");
            if (isFollowedByPoint && !isQualified && (tokens[i].IsName("pg_catalog") || tokens[i].IsName("information_schema"))) return true;
            readsAnything |= tokens[i].IsWord("from") || tokens[i].IsWord("table");
            if (isQualified || tokens[i].Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)) continue;
            // FROM pg_class, JOIN pg_type, FROM a, pg_type
            if (i > 0 && (tokens[i - 1].IsWord("from") || tokens[i - 1].IsWord("join") || tokens[i - 1].IsSymbol(",")) && !isFollowedByPoint && CatalogDefinitions.Tables.ContainsKey(tokens[i].Value)
                && tokens[i].Value.StartsWith("pg_", StringComparison.Ordinal)) return true;
            var isCall = i + 1 < tokens.Count && tokens[i + 1].IsSymbol("(");
            asksSession |= tokens[i].Kind == SqlTokenKind.Word && (isCall ? CatalogDefinitions.Functions.ContainsKey(tokens[i].Value) : Keywords.Contains(tokens[i].Value));
            asksSession |= tokens[i].Value.StartsWith("reg", StringComparison.Ordinal) && i > 0 && tokens[i - 1].IsSymbol("::");
        }
        return asksSession && !readsAnything;
    }
}
