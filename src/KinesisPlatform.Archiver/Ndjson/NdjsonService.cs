using System.Collections.Concurrent;
using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Ndjson;

/// <summary>
/// Writes NDJSON files of those streams whose settings ask for it and whose first shard this archiver holds. Archiving never waits for it: it follows what is committed, and says when it
/// cannot, in the status, the health and the log.
/// </summary>
internal sealed class NdjsonService(
    StreamSupervisor supervisor, IArchiveCatalog catalog, IObjectStore store, INdjsonConverter converter, ILeases leases, Func<Guid> newId, IOptions<ArchiveOptions> archive,
    TimeProvider time, ILogger<NdjsonService> logger) : BackgroundService
{
    private const int CommitsPerTurn = 8;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    // Commits of other archivers show in the table only.
    private static readonly TimeSpan FollowInterval = TimeSpan.FromSeconds(30);

    private readonly Dictionary<StreamName, (NdjsonFollower Follower, long Version, DateTimeOffset LookedAt)> _followers = [];
    private readonly ConcurrentDictionary<StreamName, NdjsonStatus> _statuses = new();

    /// <returns>Null when the stream has no such files, or another archiver writes them.</returns>
    public NdjsonStatus? StatusOf(StreamName stream) => _statuses.GetValueOrDefault(stream);

    /// <summary>Of the commits that may be behind before their snapshots expire, half: from there on health is degraded.</summary>
    public IEnumerable<string> Problems => _statuses.Where(stream => stream.Value.Error is not null || stream.Value.BehindCommits > archive.Value.SnapshotCountMax / 2)
        .Select(stream => $"{stream.Key}: NDJSON files of {stream.Value.BehindCommits} commits are not written yet. {stream.Value.Error}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RunAsync(stoppingToken);
                await Task.Delay(LookInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var asked = supervisor.Statuses.Where(status => status.Settings?.Ndjson == true && IsOwn(status.Stream)).Select(status => (Stream: new StreamName(status.Stream), status.TableVersion)).ToList();
        foreach (var stream in _followers.Keys.Except(asked.Select(stream => stream.Stream)).ToList())
        {
            _followers.Remove(stream);
            _statuses.TryRemove(stream, out _);
        }
        foreach (var (stream, version) in asked) await FollowAsync(stream, version, cancellationToken);
    }

    private async Task FollowAsync(StreamName stream, long version, CancellationToken cancellationToken)
    {
        try
        {
            if (!_followers.TryGetValue(stream, out var known))
            {
                if (await catalog.OpenAsync(stream, cancellationToken) is not { } table) return;
                known = (new(table, store, converter, newId, archive.Value.OpenProcessFolder()), -1, default);
            }
            var before = _statuses.GetValueOrDefault(stream);
            if (known.Version == version && before is { BehindCommits: 0, Error: null } && time.GetUtcNow() - known.LookedAt < FollowInterval) return;
            _followers[stream] = known with { Version = version, LookedAt = time.GetUtcNow() };
            var status = await known.Follower.RunAsync(CommitsPerTurn, cancellationToken);
            if (status.MissingCommits > (before?.MissingCommits ?? 0)) Log.NdjsonMissing(logger, stream, status.MissingCommits);
            _statuses[stream] = status;
        }
        catch (PlatformException error)
        {
            Log.NdjsonFailed(logger, stream, error.Message);
            _statuses[stream] = (_statuses.GetValueOrDefault(stream) ?? new(0, 0, null)) with { Error = error.Message };
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.NdjsonFaulted(logger, error, stream);
            _statuses[stream] = (_statuses.GetValueOrDefault(stream) ?? new(0, 0, null)) with { Error = "An unexpected error; the service's log has it." };
        }
    }

    private bool IsOwn(string stream)
    {
        var current = leases.Current;
        return current.HoldersOf(stream).OrderBy(held => held.Name, StringComparer.Ordinal).FirstOrDefault().Worker == current.Worker;
    }
}
