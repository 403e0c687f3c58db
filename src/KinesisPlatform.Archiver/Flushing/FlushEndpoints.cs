using KinesisPlatform.ServiceDefaults.Authentication;

namespace KinesisPlatform.Archiver.Flushing;

/// <summary>
/// <c>POST /streams/{name}/flush?upTo=2026-01-01T00:00:00Z&amp;waitSeconds=10</c>: commits everything that arrived before a time, by default now, and waits for it. 200 when it is in the table, 202 when it
/// is not yet: the archivers go on with it, and the same request with the answer's <c>upTo</c> waits on. Repeating it costs nothing.
/// </summary>
internal static class FlushEndpoints
{
    private const double WaitSecondsDefault = 10, WaitSecondsMax = 60;

    public static void MapFlush(this IEndpointRouteBuilder routes) => routes.MapPost("/streams/{name}/flush", FlushAsync).RequireAuthorization(AccessPolicies.Administer);

    private static async Task<IResult> FlushAsync(string name, FlushWait flushes, TimeProvider time, CancellationToken cancellationToken, DateTimeOffset? upTo = null, double waitSeconds = WaitSecondsDefault)
    {
        if (!StreamName.IsValid(name)) throw new PlatformException(FailureKind.Invalid, "That is not the name of a stream: 1-128 letters, digits, '_', '.' or '-'.");
        if (!(waitSeconds is >= 0 and <= WaitSecondsMax)) throw new PlatformException(FailureKind.Invalid, $"'waitSeconds' must be from 0 to {WaitSecondsMax}.");
        // What lies in the future cannot have been read: a flush never waits for records that do not exist yet.
        var now = time.GetUtcNow();
        var view = await flushes.FlushAsync(new(name), upTo < now ? upTo.Value : now, TimeSpan.FromSeconds(waitSeconds), cancellationToken);
        return view.IsCommitted ? TypedResults.Ok(view) : TypedResults.Accepted((string?)null, view);
    }
}
