using System.Diagnostics;
using System.Diagnostics.Metrics;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql;

internal static class SqlTelemetry
{
    private const string Name = "KinesisPlatform.Sql";

    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("kinesisplatform.sql.query.duration", "s", "Queries, from request to last row");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("kinesisplatform.sql.query.rows", "{row}", "Rows returned");
    private static readonly Counter<long> Fetched = Meter.CreateCounter<long>("kinesisplatform.sql.cache.fetched", "By", "Bytes of data files fetched");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("kinesisplatform.sql.cache.requests", "{request}", "Requests for data files");
    private static readonly Counter<long> Hits = Meter.CreateCounter<long>("kinesisplatform.sql.cache.hits", "By", "Bytes of data files that were at hand");
    private static readonly Counter<long> Saved = Meter.CreateCounter<long>("kinesisplatform.sql.pruned", "By", "Bytes of data files that need not be read");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("kinesisplatform.sql.query.failures", "{query}", "Queries that failed");

    public static ActivitySource Activities { get; } = new(Name);

    public static void Count(QueryStats stats)
    {
        Duration.Record(stats.Elapsed.TotalSeconds);
        Rows.Add(stats.RowCount);
        Fetched.Add(stats.FetchedBytes);
        foreach (var table in stats.Tables)
        {
            Requests.Add(table.RequestCount);
            Hits.Add(Math.Max(0, table.NeededBytes - table.FetchedBytes));
            Saved.Add(Math.Max(0, table.FullScanBytes - table.NeededBytes));
        }
    }

    public static void Count(Exception failure) =>
        Failures.Add(1, new KeyValuePair<string, object?>("error.type", failure is PlatformException platform ? platform.Kind.ToString() : failure.GetType().Name));
}
