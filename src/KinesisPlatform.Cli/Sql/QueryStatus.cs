namespace KinesisPlatform.Cli.Sql;

/// <summary>The gateway's <c>GET /queries/{id}</c>, as far as it is shown.</summary>
internal sealed record QueryStatus(string Id, string State, string Sql, DateTimeOffset StartedAt, double ElapsedMilliseconds, QueryProgress Progress, string? Error);

internal sealed record QueryProgress(double? Percent, long RowCount, long FetchedBytes, long MemoryBytes);

internal sealed record QueryList(IReadOnlyList<QueryStatus> Queries, int Total);
