using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Prepares a text of one statement, of which DuckDB may make several: a PIVOT's values become a type first, which must be there before the PIVOT compiles.</summary>
internal static class FinalStatement
{
    /// <param name="hasMadeTypes">More than one statement ran, or began to.</param>
    /// <exception cref="NotSupportedException">Something else than a SELECT, or types for one.</exception>
    public static DuckDbStatement Prepare(DuckDbConnection connection, string sql, out bool hasMadeTypes)
    {
        using var statements = connection.Extract(sql);
        hasMadeTypes = statements.Count > 1;
        for (var i = 0; i < statements.Count - 1; i++)
        {
            using var type = statements.Prepare(i);
            // The gate has let pass one statement.
            if (type.Kind != DuckDbStatementKind.Create) throw new NotSupportedException($"A statement of kind {type.Kind} is not allowed.");
            if (type.ParameterCount > 0) throw new NotSupportedException("A PIVOT whose columns depend on the data takes no parameters. Name the values: PIVOT t ON k IN ('a', 'b') USING count(*).");
            type.Execute().Dispose();
        }
        var last = statements.Prepare(statements.Count - 1);
        var kind = last.Kind;
        if (kind is DuckDbStatementKind.Select or DuckDbStatementKind.Explain) return last;
        last.Dispose();
        throw new NotSupportedException($"A statement of kind {kind} is not allowed.");
    }
}
