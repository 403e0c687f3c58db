using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>Every job's document, as it is put: what is over stays so, and a failure that was resumed does not come back.</summary>
internal sealed class ReplayEnds
{
    private readonly World _world;
    private readonly Dictionary<string, ReplayJob> _jobs = [];

    public ReplayEnds(World world)
    {
        _world = world;
        var folder = new ReplayKeys(world.Settings.Archive.KeyPrefix).Jobs;
        world.Bucket.Put += (_, key, content) =>
        {
            if (key.StartsWith(folder, StringComparison.Ordinal)) Note(JsonSerializer.Deserialize(content.Span, ReplayJson.Readable.ReplayJob)!);
        };
    }

    private void Note(ReplayJob job)
    {
        var before = _jobs.GetValueOrDefault(job.Id);
        _jobs[job.Id] = job;
        if (before is null) return;
        if (before.IsFinal) _world.Scheduler.Fail("an end is an end", $"{job.Id} was {before.State} and is {job.State}.");
        if (job.Attempt < before.Attempt || job.Attempt > before.Attempt + 1 || (job.Attempt > before.Attempt) != (before.State == ReplayState.Failed && !job.IsFinished && job.State != ReplayState.Cancelling))
            _world.Scheduler.Fail("a resumption is an attempt", $"{job.Id} was {before.State} in attempt {before.Attempt} and is {job.State} in attempt {job.Attempt}.");
        if (job.Failures.Any(failure => failure.Attempt > job.Attempt) || (job.State == ReplayState.Failed && job.Failures[^1].Attempt != job.Attempt))
            _world.Scheduler.Fail("a failure is of its attempt", $"{job.Id} is {job.State} in attempt {job.Attempt}, with {job.Failures[^1]}.");
    }
}
