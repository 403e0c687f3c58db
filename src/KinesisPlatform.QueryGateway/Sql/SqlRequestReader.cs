using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>Turns a request's body into a query, or into everything that is wrong with it.</summary>
internal static class SqlRequestReader
{
    public static QueryRequest? Read(SqlRequestBody body, out Dictionary<string, string[]> errors)
    {
        errors = [];
        if (string.IsNullOrWhiteSpace(body.Sql)) errors["sql"] = ["The SQL text is missing: {\"sql\": \"select ...\"}."];
        if (body.TimeoutSeconds is { } seconds && !(seconds > 0 && seconds <= TimeSpan.FromDays(1).TotalSeconds)) errors["timeoutSeconds"] = ["More than 0 seconds, and not more than a day."];
        if (body.RowsMax is <= 0) errors["rowsMax"] = ["At least 1 row."];

        var parameters = new object?[body.Parameters?.Count ?? 0];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!TryRead(body.Parameters![i], out parameters[i])) errors[$"parameters[{i}]"] = ["Null, a boolean, a number or a string: pass arrays and objects as JSON text and cast them in the query."];
        }
        return errors.Count > 0 ? null : new(body.Sql!)
        {
            Parameters = parameters,
            Timeout = body.TimeoutSeconds is { } timeout ? TimeSpan.FromSeconds(timeout) : null,
            RowsMax = body.RowsMax,
        };
    }

    private static bool TryRead(JsonElement element, out object? value)
    {
        value = element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when element.TryGetDecimal(out var exact) => exact,
            JsonValueKind.Number => element.GetDouble(),
            _ => null,
        };
        return element.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object);
    }
}
