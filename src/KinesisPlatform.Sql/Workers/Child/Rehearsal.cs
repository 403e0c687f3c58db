using KinesisPlatform.Sql.Live.Files;
using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A statement of the worker's own, so that the first one of somebody else finds code compiled and pages read.</summary>
internal static class Rehearsal
{
    private static readonly StreamRecord Record = new(new("s"), SequenceNumber.Parse("1"), 0, "k"u8.ToArray(), null, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());

    public static void Run(WorkerSettings settings, ProcessSandbox sandbox)
    {
        using var results = new ResultWriter(Stream.Null);
        var session = WorkerSession.Open(settings, sandbox);
        var path = Path.Combine(settings.TempFolder, Guid.NewGuid().ToString("N"));
        using (var writer = new LiveFileWriter(path, null, _ => { })) writer.Add([Record]);
        var plan = new WorkerPlan("SELECT partition_key, count(*) AS n, max(arrived_at) FROM t WHERE json IS NOT NULL GROUP BY ALL", [new("t", [], null) { Live = 0 }], settings.TempFolder, null, null, IsPrepareOnly: false)
        {
            Live = [new(null, [new(path, [new(0, 1)])])],
        };
        session.Begin(new(plan, []), results);
        session.Join(Timeout.InfiniteTimeSpan);
        File.Delete(path);
    }
}
