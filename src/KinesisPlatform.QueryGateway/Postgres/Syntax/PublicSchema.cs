namespace KinesisPlatform.QueryGateway.Postgres.Syntax;

/// <summary>
/// Streams are in the schema <c>public</c>, which the engine does not have: <c>public.flights</c> and <c>"public"."flights"."delay"</c> become <c>flights</c> and
/// <c>"flights"."delay"</c>. Blanks stand in the place of what is taken out, so that errors' positions stay true.
/// </summary>
internal static class PublicSchema
{
    public static SqlStatementText Without(SqlStatementText statement)
    {
        var tokens = statement.Tokens;
        char[]? text = null;
        var kept = new List<SqlToken>();
        for (var i = 0; i < tokens.Count; i++)
        {
            var isSchema = tokens[i].IsName("public") && i + 2 < tokens.Count && tokens[i + 1].IsSymbol(".") && tokens[i + 2].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName
                && !(i > 0 && tokens[i - 1].IsSymbol("."));
            if (!isSchema)
            {
                kept.Add(tokens[i]);
                continue;
            }
            text ??= statement.Sql.ToCharArray();
            text.AsSpan(tokens[i].Start..tokens[i].End).Fill(' ');
            text.AsSpan(tokens[i + 1].Start..tokens[i + 1].End).Fill(' ');
            i++;
        }
        return text is null ? statement : statement with { Sql = new(text), Tokens = kept };
    }
}
