using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Flushing;

/// <summary>
/// Where an archiver that was asked for a flush tells the others that read the same stream: one small document, <c>{prefix}/_flush.json</c>, changed by conditional put only.
/// A request that is lost costs time and nothing else: whoever waits asks again.
/// </summary>
internal sealed class FlushBoard(IObjectStore store, IOptions<ArchiveOptions> archive)
{
    private const int AttemptsMax = 5;

    // One per stream; the oldest make room.
    private const int RequestsMax = 200;

    private string Key => $"{archive.Value.KeyPrefix}_flush.json";

    /// <summary>One GET, and a PUT unless the same was asked for already.</summary>
    /// <exception cref="PlatformException">Unavailable, or Conflict: others wrote each time it was tried.</exception>
    public async Task PostAsync(FlushRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var stored = await store.GetAsync(Key, null, cancellationToken);
            var before = Parse(stored);
            if (before.Any(other => other.Stream == request.Stream && other.UpTo >= request.UpTo)) return;
            var after = before.Where(other => other.Stream != request.Stream).Append(request).TakeLast(RequestsMax);
            PutCondition condition = stored is null ? new PutCondition.IfAbsent() : new PutCondition.IfMatch(stored.ETag);
            if (await store.PutAsync(Key, JsonSerializer.SerializeToUtf8Bytes(after, JsonSerializerOptions.Web), condition, cancellationToken) is not null) return;
        }
        throw new PlatformException(FailureKind.Conflict, $"s3://{store.Bucket}/{Key} was changed by others each time a flush of '{request.Stream}' was to be written there: ask again.");
    }

    /// <summary>One GET.</summary>
    public async Task<IReadOnlyList<FlushRequest>> ReadAsync(CancellationToken cancellationToken) => Parse(await store.GetAsync(Key, null, cancellationToken));

    // What cannot be understood is overwritten by the next request: nothing depends on it.
    private static List<FlushRequest> Parse(StoredObject? stored)
    {
        try
        {
            return stored is null ? [] : JsonSerializer.Deserialize<List<FlushRequest>>(stored.Content.Span, JsonSerializerOptions.Web) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
