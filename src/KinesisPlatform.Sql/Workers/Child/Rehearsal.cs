using KinesisPlatform.Sql.Live.Files;
using KinesisPlatform.Sql.Workers.Sandbox;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>A statement of the worker's own, so that the first one of somebody else finds code compiled and pages read.</summary>
internal sealed class Rehearsal : IDisposable
{
    private static readonly StreamRecord Record = new(new("s"), SequenceNumber.Parse("1"), 0, "k"u8.ToArray(), null, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());

    private readonly WorkerSettings _settings;
    private readonly string _path;
    private readonly LiveFileWriter _writer;

    /// <summary>Before the process is confined: what it may write afterwards may be nothing at all.</summary>
    public Rehearsal(WorkerSettings settings)
    {
        (_settings, _path) = (settings, Path.Combine(settings.SpillFolder, Guid.NewGuid().ToString("N")));
        _writer = new(_path, null, _ => { });
        _writer.Add([Record]);
    }

    public void Run(WorkerInstance instance, ProcessSandbox sandbox)
    {
        using var results = new ResultWriter(Stream.Null);
        var plan = new WorkerPlan("SELECT partition_key, count(*) AS n, max(arrived_at) FROM t WHERE json IS NOT NULL GROUP BY ALL", [new("t", [], null) { Live = 0 }], null, null, IsPrepareOnly: false)
        {
            Live = [new(null, [new(_path, _writer.Blocks, [new(0, 1)])])],
        };
        var session = WorkerSession.Start(instance, _settings, sandbox, new(plan, []), results);
        session.Join(Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_path);
    }
}
