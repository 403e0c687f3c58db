using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The job documents. Safe for concurrent callers and any number of processes.</summary>
internal sealed class ReplayStore(IObjectStore store, ReplayKeys keys, TimeProvider time, Random random)
{
    private const int UpdateAttemptsMax = 20;

    private static readonly TimeSpan OrphanAgeMin = TimeSpan.FromHours(1);

    private readonly DocumentStore _documents = new(store);

    /// <summary>Makes the job durable. The mark among the active jobs comes first: a crash between leaves a mark without a job, never a job that nobody resumes.</summary>
    /// <returns>The job, and whether it is new: a request that was sent before with the same token has made it otherwise.</returns>
    /// <exception cref="PlatformException">Conflict: the token stands for another request.</exception>
    public async Task<(ReplayJob Job, bool IsNew)> CreateAsync(ReplayRequest request, string? traceParent, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = time.GetUtcNow();
            var id = await ReserveAsync(request, ReplayId.Create(now, random), cancellationToken);
            if (await FindAsync(id, cancellationToken) is { } earlier && request.ClientToken is not null) return (earlier, false);
            var job = new ReplayJob(id, request.Spec, now, traceParent);
            await MarkActiveAsync(job.Id, cancellationToken);
            var etag = await _documents.PutAsync(keys.Job(job.Id), job, ReplayJson.Readable.ReplayJob, new PutCondition.IfAbsent(), cancellationToken);
            if (etag is not null || await IsOwnAsync(job, cancellationToken)) return (job, true);
            if (attempt == UpdateAttemptsMax) throw new PlatformException(FailureKind.Conflict, "No free id was found for the replay: send the request again.");
        }
    }

    public async Task<ReplayJob?> FindAsync(string id, CancellationToken cancellationToken) =>
        ReplayId.IsValid(id) ? (await _documents.FindAsync(keys.Job(id), ReplayJson.Readable.ReplayJob, cancellationToken))?.Value : null;

    /// <summary>Applies a change to the job as it is then, as often as somebody else is first.</summary>
    /// <param name="change">Returns null where there is nothing to change any more.</param>
    /// <returns>Null when there is no such job.</returns>
    public async Task<ReplayUpdate?> UpdateAsync(string id, Func<ReplayJob, ReplayJob?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= UpdateAttemptsMax; attempt++)
        {
            if (await _documents.FindAsync(keys.Job(id), ReplayJson.Readable.ReplayJob, cancellationToken) is not { } found) return null;
            if (change(found.Value) is not { } changed) return new(found.Value, IsOurs: false);
            if (await _documents.PutAsync(keys.Job(id), changed, ReplayJson.Readable.ReplayJob, new PutCondition.IfMatch(found.ETag), cancellationToken) is not null) return new(changed, IsOurs: true);
        }
        throw new PlatformException(FailureKind.Conflict, $"The document of replay {id} is being changed by others all the time: try again.");
    }

    /// <summary>Jobs, newest first.</summary>
    /// <param name="before">Exclusive; null from the newest.</param>
    public async Task<IReadOnlyList<ReplayJob>> ListAsync(int countMax, string? before, CancellationToken cancellationToken)
    {
        // Listing is ascending and a bucket has no other order: keys only (1,000 a request), and of those the newest documents.
        var newest = new Queue<string>(countMax + 1);
        await foreach (var entry in store.ListAsync(keys.Jobs, startAfter: null, cancellationToken))
        {
            if (IdOf(entry.Key) is not { } id) continue;
            if (before is not null && string.CompareOrdinal(id, before) >= 0) break;
            newest.Enqueue(id);
            if (newest.Count > countMax) newest.Dequeue();
        }
        var jobs = await Task.WhenAll(newest.Reverse().Select(id => FindAsync(id, cancellationToken)));
        return [.. jobs.OfType<ReplayJob>()];
    }

    /// <summary>Ids of jobs that are not over, failed ones that can be resumed among them, or were not cleaned up after.</summary>
    public async Task<IReadOnlyList<string>> ListActiveAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var entry in store.ListAsync(keys.ActiveJobs, startAfter: null, cancellationToken)) ids.Add(entry.Key[keys.ActiveJobs.Length..]);
        return ids;
    }

    /// <summary>Removes a mark whose job does not exist, once the request that made the mark cannot be under way any more.</summary>
    public Task RemoveOrphanAsync(string id, CancellationToken cancellationToken) =>
        ReplayId.RequestedAt(id) is { } requestedAt && requestedAt < time.GetUtcNow() - OrphanAgeMin ? RemoveActiveAsync(id, cancellationToken) : Task.CompletedTask;

    /// <summary>Puts the mark that sweeps go by, before a change that they must see to. Idempotent.</summary>
    public Task MarkActiveAsync(string id, CancellationToken cancellationToken) => store.PutAsync(keys.ActiveJob(id), ReadOnlyMemory<byte>.Empty, new PutCondition.None(), cancellationToken);

    public Task RemoveActiveAsync(string id, CancellationToken cancellationToken) => store.DeleteAsync(keys.ActiveJob(id), cancellationToken);

    // A stream may be named "_replays": its table's objects lie in the same folder, but none is named as a job is.
    private string? IdOf(string key)
    {
        var name = key[keys.Jobs.Length..];
        return name.EndsWith(".json", StringComparison.Ordinal) && ReplayId.IsValid(name[..^5]) ? name[..^5] : null;
    }

    /// <summary>The id that the request's token stands for, from the first request with it on: of requests that race, or come again after a crash, one makes the job.</summary>
    private async Task<string> ReserveAsync(ReplayRequest request, string id, CancellationToken cancellationToken)
    {
        if (request.ClientToken is not { } token) return id;
        var key = keys.Token(Hash(Encoding.UTF8.GetBytes($"{request.Spec.Owner}\n{token}")));
        var reservation = new ReplayReservation(id, Hash(JsonSerializer.SerializeToUtf8Bytes(request.Spec, ReplayJson.Readable.ReplaySpec)));
        if (await _documents.PutAsync(key, reservation, ReplayJson.Readable.ReplayReservation, new PutCondition.IfAbsent(), cancellationToken) is not null) return id;
        var found = (await _documents.FindAsync(key, ReplayJson.Readable.ReplayReservation, cancellationToken))?.Value
            ?? throw new PlatformException(FailureKind.Conflict, "What the client token stands for was deleted meanwhile: send the request again.");
        return found.RequestHash == reservation.RequestHash ? found.ReplayId
            : throw new PlatformException(FailureKind.Conflict, $"The client token was used for another request, which made replay {found.ReplayId}. Send this one with a new token.");
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private async Task<bool> IsOwnAsync(ReplayJob job, CancellationToken cancellationToken) =>
        await FindAsync(job.Id, cancellationToken) is { } found && found.RequestedAt == job.RequestedAt && found.TraceParent == job.TraceParent
        && found.Spec.Source == job.Spec.Source && found.Spec.Target == job.Spec.Target && found.Spec.Where == job.Spec.Where;
}
