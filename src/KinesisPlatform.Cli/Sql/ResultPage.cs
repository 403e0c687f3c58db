using System.Text.Json;

namespace KinesisPlatform.Cli.Sql;

/// <summary>One page of a result.</summary>
/// <param name="Next">Where the next one is; null on the last.</param>
/// <param name="Stats">On the last page.</param>
/// <param name="Error">Why the result breaks off here.</param>
internal sealed record ResultPage(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<JsonElement> Rows, string? Next, JsonElement? Stats, string? Error);

internal sealed record ResultColumn(string Name, string Type);

/// <param name="IsCut">There are more rows than were asked for.</param>
/// <param name="Engine">Null where the gateway itself answered, and from a gateway that knows no engines.</param>
internal sealed record ResultStats(long RowCount, bool IsCut, double ElapsedMilliseconds, long FetchedBytes, EngineStats? Engine = null);

internal sealed record EngineStats(string Name, string? QueryId, IReadOnlyList<string>? Warnings, FreshStats? Fresh);

internal sealed record FreshStats(DateTimeOffset UpTo, double ElapsedMilliseconds);
