using System.ComponentModel;
using System.Text.Json;
using KinesisPlatform.QueryGateway.Sql;

namespace KinesisPlatform.QueryGateway.OpenApi;

/// <summary>A result as <see cref="JsonResultWriter"/> writes it, row by row: for the document alone.</summary>
internal sealed record SqlResultView(
    IReadOnlyList<SqlColumnView> Columns,
    [property: Description("One array per row, a value per column; see the documentation of types for what each type's value is.")] IReadOnlyList<IReadOnlyList<JsonElement>> Rows,
    SqlPageView? Page,
    [property: Description("Where the next page is; null where the result ends.")] string? Next,
    [property: Description("At the result's end.")] StatsView? Stats,
    [property: Description("Why the answer broke off, in place of all that follows the rows: the result is not whole.")] string? Error);

internal sealed record SqlColumnView(string Name, [property: Description("DuckDB's name of the type, such as BIGINT, TIMESTAMP WITH TIME ZONE or STRUCT(a INTEGER).")] string Type);

internal sealed record SqlPageView([property: Description("From 1.")] int Number, [property: Description("From 0, within the whole result.")] long FirstRow, int RowCount);
