using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>The body of <c>POST /sql</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SqlRequestBody
{
    [Description("Exactly one SELECT in DuckDB's dialect, or a statement that reads in the dialect of the engine. Tables are named by the streams.")]
    public string? Sql { get; init; }

    [Description("Values of $1, $2, ... in order: any JSON value, or {\"$type\": \"timestamptz\", \"value\": \"2026-01-02T03:04:05Z\"} where JSON cannot tell the type.")]
    public IReadOnlyList<JsonElement>? Parameters { get; init; }

    [Description("'embedded' (the default): this service itself, over live records and archives. 'trino' or 'drill': a cluster over the archives, where one is configured; parameters are then ? in the statement, and Drill takes none.")]
    public string? Engine { get; init; }

    [Description("Before a cluster runs the statement, the archiver commits everything that has arrived on the streams which it names. 'embedded' sees that anyway, and ignores this.")]
    public bool Fresh { get; init; }

    [Description("More than 0, and at most the service's Sql:TimeoutMax.")]
    public double? TimeoutSeconds { get; init; }

    [Description("The result is cut after this many rows, and stats.isCut says so.")]
    public long? RowsMax { get; init; }

    [Description("Answers the result in pages, in any format. JSON is answered in pages anyway; NDJSON and CSV stream without end otherwise.")]
    public SqlPageBody? Page { get; init; }

    [Description("Answers 202 at once; the result is fetched from /queries/{id}/results. The header 'Prefer: respond-async' does the same.")]
    public bool Async { get; init; }

    [Description("'number' (all digits, the default) or 'string': integers and decimals as JSON strings, for clients whose numbers are doubles.")]
    public string? Numbers { get; init; }

    [Description("'nested' (the default) or 'string': values of type JSON as strings with their text, exactly as they are.")]
    public string? Json { get; init; }
}

/// <param name="Rows">The most rows on a page; null for the service's Sql:Results:PageRowsMax.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SqlPageBody([property: Description("The most rows on a page. A page of wide rows ends sooner.")] int? Rows);
