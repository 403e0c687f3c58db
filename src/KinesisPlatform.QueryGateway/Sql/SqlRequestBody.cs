using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>The body of <c>POST /sql</c>.</summary>
/// <param name="Sql">Exactly one SELECT.</param>
/// <param name="Parameters">Values of <c>$1</c> or <c>?</c> in order: null, booleans, numbers and strings.</param>
/// <param name="TimeoutSeconds">More than 0; at most the configured most.</param>
/// <param name="RowsMax">The result is cut after this many rows.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SqlRequestBody(string? Sql, IReadOnlyList<JsonElement>? Parameters, double? TimeoutSeconds, long? RowsMax);
