using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Workers;

/// <summary>What DuckDB says of a table that has no column <c>fields</c> yet ('Referenced table "fields" not found!') does not tell that it comes, and what does without it.</summary>
internal static class FieldsHint
{
    private const string Text =
        "The column fields comes with the first JSON records of a stream that are archived, about a minute after their arrival; until then, and in a table without JSON, read a member of each payload as json->>'$.member'.";

    public static string Complete(string message) =>
        message.Contains($"Referenced table \"{PayloadFields.ColumnName}\" not found", StringComparison.OrdinalIgnoreCase)
        || message.Contains($"Referenced column \"{PayloadFields.ColumnName}\" not found", StringComparison.OrdinalIgnoreCase)
            ? $"{message.TrimEnd()} {Text}"
            : message;
}
