using System.Text;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Rules;

/// <summary>
/// The SQL by which a caller sees records under a rule. Three things keep what is hidden hidden, whatever statement is put over it:
/// the sample of 100 percent, which loses nothing, is a wall to DuckDB's optimizer, so that no condition of the statement is evaluated on a record that the rule leaves out;
/// TRY takes the values out of errors (a record that a condition cannot be computed for is left out, a mask that cannot be computed is NULL)
/// and the statistics of files off the columns, by which the optimizer, or <c>stats()</c>, would know values of records that are left out.
/// </summary>
internal static class RuleView
{
    // Between the rule and the names that are seen: an alias of a column's own name would be ambiguous in the masks.
    private const string Prefix = "_seen_";

    /// <param name="records">A SELECT of all columns, <c>fields</c> last where the table has it.</param>
    /// <param name="fieldsFunction">The function that computes <c>fields</c> from a payload; null where the table does not have the column.</param>
    /// <param name="also">Further columns of <paramref name="records"/>, which the rule says nothing of.</param>
    public static string Select(string records, WorkerRule rule, string? fieldsFunction, IReadOnlyList<string> also)
    {
        var payload = rule.Masks.ContainsKey(RuleColumns.Data) ? RuleColumns.Data : rule.Masks.ContainsKey(RuleColumns.Json) ? RuleColumns.Json : null;
        var kept = RuleColumns.Types.Where(column => !RuleColumns.IsPayload(column.Key) || payload is null || column.Key == payload).ToList();
        var hasFields = fieldsFunction is not null && payload is null;

        // Lines of their own: a comment at an expression's end must not swallow what follows.
        var sql = new StringBuilder("SELECT ").AppendJoin(", ", Seen(payload, fieldsFunction).Concat(also)).Append(" FROM (SELECT ");
        sql.AppendJoin(", ", kept.Select(column => $"{Value(rule, column)} AS {Prefix}{column.Key}"));
        if (hasFields) sql.Append($", TRY({PayloadFields.ColumnName}) AS {Prefix}{PayloadFields.ColumnName}");
        foreach (var column in also) sql.Append($", {column}");
        sql.Append($" FROM ({records})");
        if (rule.Conditions.Count > 0) sql.Append(" WHERE ").AppendJoin(" AND ", rule.Conditions.Select(condition => $"TRY((\n{condition}\n))"));
        return sql.Append(") TABLESAMPLE SYSTEM (100 PERCENT)").ToString();
    }

    private static string Value(WorkerRule rule, KeyValuePair<string, string> column) =>
        rule.Masks.TryGetValue(column.Key, out var mask) ? $"TRY_CAST(TRY((\n{mask}\n)) AS {column.Value})" : $"TRY({column.Key})";

    /// <summary>The forms of a masked payload are made of what is left of it.</summary>
    private static IEnumerable<string> Seen(string? payload, string? fieldsFunction)
    {
        foreach (var (column, _) in RuleColumns.Types.Where(column => !RuleColumns.IsPayload(column.Key))) yield return $"{Prefix}{column} AS {column}";
        var data = payload == RuleColumns.Json ? $"encode({Prefix}{RuleColumns.Json}::VARCHAR)" : $"{Prefix}{RuleColumns.Data}";
        yield return $"{data} AS {RuleColumns.Data}";
        yield return payload == RuleColumns.Data ? $"TRY_CAST(TRY(decode({data})) AS JSON) AS {RuleColumns.Json}" : $"{Prefix}{RuleColumns.Json} AS {RuleColumns.Json}";
        if (fieldsFunction is not null) yield return payload is null ? $"{Prefix}{PayloadFields.ColumnName} AS {PayloadFields.ColumnName}" : $"{fieldsFunction}({data}) AS {PayloadFields.ColumnName}";
    }
}
