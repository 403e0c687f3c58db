using System.Collections.Immutable;
using KinesisPlatform.Leases.Claims;
using KinesisPlatform.Leases.Documents;
using KinesisPlatform.Leases.Watching;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Leases;

/// <summary>
/// Shares work among workers by one document each in a bucket. Every round looks at the others' documents, decides what this worker should hold, writes its own document and takes out of the
/// others' what it has taken. Rounds are a heartbeat apart; news from the application makes one at once.
/// </summary>
public sealed class LeaseCoordinator : ILeases
{
    private readonly KnownResources _known = new();
    private readonly LeaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly WorkerDocuments _documents;
    private readonly OwnDocument _own;
    private readonly ClusterWatch _watch;
    private readonly ClaimRules _rules;
    private readonly Handovers _handovers;
    private readonly string _name;
    private ImmutableSortedDictionary<LeaseResource, long> _held = ImmutableSortedDictionary<LeaseResource, long>.Empty;
    private TaskCompletionSource? _waiting;
    private bool _hasNews;
    private LeaseSnapshot _current;
    private long? _beatAt;
    private TimeSpan _beatAfter;
    private int _extraRounds;

    /// <param name="folder">Where the documents are, with its slash.</param>
    /// <param name="worker">This worker's id, the same after a restart: 1-100 letters, digits, '.', '_' or '-'.</param>
    /// <param name="serves">Names of the groups this worker can work on, or patterns in which <c>*</c> stands for any characters.</param>
    /// <param name="newId">The source of unique ids and, through them, of all randomness here.</param>
    public LeaseCoordinator(
        IObjectStore store, string folder, string worker, IEnumerable<string> serves, LeaseOptions options, TimeProvider time, Func<Guid> newId, ILogger<LeaseCoordinator> logger)
    {
        (_options, _time, _logger, _name) = (options, time, logger, worker);
        ImmutableSortedSet<string> served = [.. serves];
        _random = new(newId().GetHashCode());
        _documents = new(store, folder);
        _own = new(_documents, worker, served, newId);
        _watch = new(_documents, options, time, logger);
        _rules = new(_known, served, options, time);
        _handovers = new(_documents, _watch, _known, logger);
        _current = new(worker, [], [new(worker, [])], null);
    }

    public event Action? Changed;

    public LeaseSnapshot Current => Volatile.Read(ref _current);

    public void SetGroups(IEnumerable<string> groups)
    {
        if (_known.SetGroups(groups)) Wake();
    }

    public void Report(string group, IEnumerable<string> open, IEnumerable<string> ended)
    {
        if (_known.Report(group, open, ended)) Wake();
    }

    /// <summary>Takes part until it is cancelled. Failures of the store are logged, shown in <see cref="LeaseSnapshot.Error"/> and tried again; what is held stays held.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Volatile.Write(ref _hasNews, false);
                await WaitAsync(await TryRoundAsync(cancellationToken), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>After <see cref="RunAsync"/> has ended and the work has stopped: leaves what is held to the others, who take it at their next look.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        if (!_own.IsJoined) return;
        try
        {
            await _own.WriteAsync(WorkerState.Stopped, _held, cancellationToken);
        }
        catch (Exception error) when (error is PlatformException or OperationCanceledException)
        {
            Log.HandOverFailed(_logger, error.Message);
        }
    }

    private async Task<TimeSpan> TryRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RoundAsync(cancellationToken);
            Publish(null);
            var untilBeat = _beatAfter - _time.GetElapsedTime(_beatAt!.Value);
            var wait = (_handovers.Awaiting.Count > 0 || _rules.LeavesFree) && untilBeat > _options.HeartbeatInterval / 5 ? _options.HeartbeatInterval / 5 : untilBeat;
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }
        catch (PlatformException error)
        {
            Log.RoundFailed(_logger, error.Message);
            Publish(error.Message);
            return _options.HeartbeatInterval / 5;
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var isBeat = _beatAt is not { } beatAt || _time.GetElapsedTime(beatAt) >= _beatAfter;
        var isFresh = await LookAsync(isBeat, cancellationToken);
        var decision = _rules.Decide(_own.Worker, _held, _watch, isBeat ? _options.MovesMax : 0);
        if (decision.TakesAny && !isFresh)
        {
            // What a decision to take rests on has to be true now: what was read some time ago may have been taken by others.
            await _watch.RefreshAsync(_own.Worker, cancellationToken);
            decision = _rules.Decide(_own.Worker, _held, _watch, isBeat ? _options.MovesMax : 0);
        }
        await ApplyAsync(decision, isBeat, cancellationToken);
        await _handovers.FenceAsync(_own.Worker, _held, cancellationToken);
        _handovers.Settle(_held);
        if (isBeat) await SweepAsync(decision, cancellationToken);
    }

    /// <returns>Whether all that is known of the others is of this moment.</returns>
    private async Task<bool> LookAsync(bool isBeat, CancellationToken cancellationToken)
    {
        if (!_own.IsJoined)
        {
            // In this order two workers that join at once cannot both miss the other.
            _held = await _own.JoinAsync(cancellationToken);
            await _watch.RefreshAsync(_own.Worker, cancellationToken);
            Log.Joined(_logger, _own.Worker, _watch.Others.Count);
            return true;
        }
        if (isBeat) return await _watch.LookAsync(_own.Worker, cancellationToken);
        if (_rules.LeavesFree)
        {
            await _watch.RefreshAsync(_own.Worker, cancellationToken);
            return true;
        }
        await _handovers.LookAsync(cancellationToken);
        return false;
    }

    private async Task ApplyAsync(Decision decision, bool isBeat, CancellationToken cancellationToken)
    {
        var lost = _held.Keys.Where(resource => decision.Claims.HolderOf(resource) != _own.Worker).ToList();
        var isChanged = !ReferenceEquals(decision.Held, _held) && !decision.Held.SequenceEqual(_held);
        _handovers.Await(decision.FromLive);
        // Lost is lost, whether or not the document can be written.
        _held = _held.RemoveRange(_held.Keys.Where(resource => !decision.Held.ContainsKey(resource)));
        if (lost.Count > 0) Publish(null);
        if (!isBeat && !isChanged) return;
        var worker = _own.Worker;
        _held = await _own.WriteAsync(WorkerState.Live, decision.Held, cancellationToken);
        if (worker != _own.Worker) Log.SteppedAside(_logger, worker, _own.Worker);
        if (isBeat) (_beatAt, _beatAfter, _extraRounds) = (_time.GetTimestamp(), _options.HeartbeatInterval * (0.8 + (0.1 * _random.NextDouble())), 0);
        lost.AddRange(decision.Held.Keys.Where(resource => !_held.ContainsKey(resource)));
        if (lost.Count > 0) Log.Lost(_logger, lost.Count, lost[0], _held.Count);
        if (decision.TakesAny) Log.Taken(_logger, decision.FromLive.Count, decision.FreeCount, _held.Count);
        LeaseTelemetry.Moved(decision, lost.Count);
        _known.ForgetGroupsBut(_held.Keys.Select(resource => resource.Group).ToHashSet());
    }

    /// <summary>Documents of workers that are gone: fenced first, deleted long after, by one of those that are there.</summary>
    private async Task SweepAsync(Decision decision, CancellationToken cancellationToken)
    {
        if (_watch.Others.Any(other => _watch.IsAlive(other) && string.CompareOrdinal(other.Worker, _own.Worker) < 0)) return;
        foreach (var gone in _watch.Others.Where(other => !_watch.IsAlive(other)).ToList())
        {
            if (gone.Document.Held.Keys.Any(resource => _known.Exists(resource.Group) && decision.Claims.HolderOf(resource) is null)) continue;
            if (gone.Silence < _options.HeartbeatInterval * _options.HeartbeatsKept) continue;
            if (gone.Document.State == WorkerState.Live) await _handovers.FenceDeadAsync(gone, cancellationToken);
            else await _documents.DeleteAsync(gone.Worker, cancellationToken);
        }
    }

    private void Publish(string? error)
    {
        var awaited = _handovers.Awaiting;
        var claims = _watch.Others.Where(_watch.IsAlive).Select(other => Claims(other.Worker, other.Document.Held)).Append(Claims(_own.Worker, _held)).ToList();
        var next = new LeaseSnapshot(_own.Worker, _held.Keys.Where(resource => !awaited.Contains(resource)), claims, error);
        Volatile.Write(ref _current, next);
        Changed?.Invoke();
    }

    private static KeyValuePair<string, IEnumerable<LeaseResource>> Claims(string worker, ImmutableSortedDictionary<LeaseResource, long> held) => new(worker, held.Keys);

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Bounded: an application that has news all the time is heard at the heartbeats.
        if (_extraRounds < _options.ExtraRoundsMax) Volatile.Write(ref _waiting, over);
        if (Volatile.Read(ref _hasNews)) Wake();
        await using var timer = _time.CreateTimer(_ => over.TrySetResult(), null, wait, Timeout.InfiniteTimeSpan);
        await using var cancelled = cancellationToken.Register(() => over.TrySetCanceled(cancellationToken));
        await over.Task;
        Volatile.Write(ref _waiting, null);
        if (Volatile.Read(ref _hasNews)) _extraRounds++;
    }

    private void Wake()
    {
        Volatile.Write(ref _hasNews, true);
        Volatile.Read(ref _waiting)?.TrySetResult();
    }
}
