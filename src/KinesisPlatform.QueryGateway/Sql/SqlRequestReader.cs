using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>Turns a request's body into a query, or into everything that is wrong with it.</summary>
internal static class SqlRequestReader
{
    /// <summary>The engine of this service.</summary>
    public const string Embedded = "embedded";

    /// <param name="engines">Besides <see cref="Embedded"/>.</param>
    public static SqlRequest? Read(SqlRequestBody body, IReadOnlyList<string> engines, ResultOptions options, out RequestErrors errors)
    {
        errors = new();
        if (string.IsNullOrWhiteSpace(body.Sql)) errors.Add("sql", "The SQL text is missing: {\"sql\": \"select ...\"}.");
        if (body.TimeoutSeconds is { } seconds && !(seconds > 0 && seconds <= TimeSpan.FromDays(1).TotalSeconds)) errors.Add("timeoutSeconds", "More than 0 seconds, and not more than a day.");
        if (body.Engine is not (null or Embedded) && !engines.Contains(body.Engine)) errors.Add("engine", $"'{string.Join("', '", engines.Prepend(Embedded))}'.");
        if (body.RowsMax is <= 0) errors.Add("rowsMax", "At least 1 row.");
        if (body.Page?.Rows is { } rows && (rows < 1 || rows > options.PageRowsMax)) errors.Add("page.rows", $"1 to {options.PageRowsMax} rows.");

        var parameters = new object?[body.Parameters?.Count ?? 0];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (ParameterReader.Read(body.Parameters![i], out parameters[i]) is { } error) errors.Add($"parameters[{i}]", error);
        }
        var style = ReadStyle(body.Numbers, body.Json, errors);
        if (!errors.IsEmpty) return null;
        var query = new QueryRequest(body.Sql!)
        {
            Client = QueryClient.Http,
            Engine = body.Engine is null or Embedded ? null : body.Engine,
            IsFresh = body.Fresh,
            Parameters = parameters,
            Timeout = body.TimeoutSeconds is { } timeout ? TimeSpan.FromSeconds(timeout) : null,
            RowsMax = body.RowsMax,
        };
        return new(query, body.Page is null ? null : body.Page.Rows ?? options.PageRowsMax, body.Async, style);
    }

    /// <param name="numbers"><c>number</c>, <c>string</c> or null.</param>
    /// <param name="json"><c>nested</c>, <c>string</c> or null.</param>
    public static ValueStyle ReadStyle(string? numbers, string? json, RequestErrors errors)
    {
        if (numbers is not (null or ValueStyle.Number or ValueStyle.String)) errors.Add("numbers", $"'{ValueStyle.Number}' or '{ValueStyle.String}'.");
        if (json is not (null or ValueStyle.Nested or ValueStyle.String)) errors.Add("json", $"'{ValueStyle.Nested}' or '{ValueStyle.String}'.");
        return new(numbers == ValueStyle.String, json == ValueStyle.String);
    }
}
