using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A statement of the worker's own, so that the first one of somebody else finds code compiled and pages read.</summary>
internal static class Rehearsal
{
    private static readonly LiveRow Row = new(0, 0, "s"u8.ToArray(), "1"u8.ToArray(), "k"u8.ToArray(), null, "{}"u8.ToArray());

    public static void Run(WorkerSettings settings, ProcessSandbox sandbox)
    {
        using var results = new ResultWriter(Stream.Null);
        var session = WorkerSession.Open(settings, sandbox);
        var plan = new WorkerPlan("SELECT partition_key, count(*) AS n, max(arrived_at) FROM t WHERE json IS NOT NULL GROUP BY ALL", [new("t", [], null) { Live = 0 }], settings.TempFolder, null, null, IsPrepareOnly: false);
        session.Begin(new(plan, [], new Dictionary<int, List<LiveRow>> { [0] = [Row] }), results);
        session.Join(Timeout.InfiniteTimeSpan);
    }
}
