using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// Why a statement failed, the member <c>error</c> of an answer: <c>{"message":"line 1:8: Column 'x' cannot be resolved","errorCode":47,"errorName":"COLUMN_NOT_FOUND","errorType":"USER_ERROR",
/// "errorLocation":{"lineNumber":1,"columnNumber":8},"failureInfo":{…}}</c>. Stack traces stay where they are.
/// </summary>
/// <param name="Type">USER_ERROR, INTERNAL_ERROR, INSUFFICIENT_RESOURCES, EXTERNAL.</param>
/// <param name="Line">In the text that was sent, from 1.</param>
internal sealed partial record TrinoError(string Message, string Name, string Type, int? Line, int? Column, string? QueryId)
{
    private const int MessageCharsMax = 2000;

    private static readonly FrozenSet<string> MissingTables = FrozenSet.Create(StringComparer.Ordinal, "TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "CATALOG_NOT_FOUND", "MISSING_SCHEMA_NAME", "MISSING_CATALOG_NAME");

    // Of the cluster, not of the query: another time it may run.
    private static readonly FrozenSet<string> Transient = FrozenSet.Create(
        StringComparer.Ordinal, "QUERY_QUEUE_FULL", "CLUSTER_OUT_OF_MEMORY", "GENERIC_INSUFFICIENT_RESOURCES", "NO_NODES_AVAILABLE", "ADMINISTRATIVELY_KILLED", "ADMINISTRATIVELY_PREEMPTED", "SERVER_STARTING_UP", "SERVER_SHUTTING_DOWN");

    public bool IsOfMissingTable => MissingTables.Contains(Name);

    public static TrinoError Parse(JsonElement error, string? queryId)
    {
        var message = error.Text("message") ?? "no reason given";
        var (line, column) = (default(int?), default(int?));
        if (error.TryGetProperty("errorLocation", out var place) && place.ValueKind == JsonValueKind.Object) (line, column) = (Number(place, "lineNumber"), Number(place, "columnNumber"));
        if (PlacePattern().Match(message) is { Success: true } match)
        {
            // The place is told in the user's own text.
            message = message[match.Length..];
            if (line is null && int.TryParse(match.Groups["line"].Value, out var first) && int.TryParse(match.Groups["column"].Value, out var second)) (line, column) = (first, second);
        }
        return new(message.Length > MessageCharsMax ? $"{message[..MessageCharsMax]}…" : message, error.Text("errorName") ?? "", error.Text("errorType") ?? "", line, column, queryId);
    }

    /// <param name="place">In the user's text; null when unknown.</param>
    public PlatformException ToException(TextPosition? place)
    {
        var where = place is { } known ? $" ({known})" : "";
        if (Transient.Contains(Name)) return new(FailureKind.Unavailable, $"Trino cannot run the query now: {Message} ({Name}). Try again later.");
        return Type switch
        {
            "USER_ERROR" => new(IsOfMissingTable ? FailureKind.NotFound : FailureKind.Invalid, $"Trino: {Message}{where}.", new SqlStatementException(KindOf(Name), Message, place)),
            "INSUFFICIENT_RESOURCES" => new(FailureKind.Invalid, $"The query takes more than Trino lets it have: {Message} ({Name}). Narrow it (fewer columns, a shorter time range), or give the cluster more."),
            "EXTERNAL" => new(FailureKind.Unavailable, $"Something that Trino needs for the query failed: {Message} ({Name}). Try again; Trino's console shows the query {QueryId}."),
            _ => new(FailureKind.Unavailable, $"Trino failed inside: {Message} ({Name}). Try again; Trino's console and log show the query {QueryId}."),
        };
    }

    private static DuckDbErrorKind KindOf(string name) => name switch
    {
        "SYNTAX_ERROR" => DuckDbErrorKind.Parser,
        "PERMISSION_DENIED" => DuckDbErrorKind.Permission,
        _ => DuckDbErrorKind.Binder,
    };

    private static int? Number(JsonElement of, string name) => of.TryGetProperty(name, out var member) && member.TryGetInt32(out var number) ? number : null;

    [GeneratedRegex(@"\Aline (?<line>\d+):(?<column>\d+): ")]
    private static partial Regex PlacePattern();
}
