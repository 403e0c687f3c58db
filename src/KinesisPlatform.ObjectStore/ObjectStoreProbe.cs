using System.Text;

namespace KinesisPlatform.ObjectStore;

/// <summary>Finds out at start whether a store can carry the platform: commits, jobs and leases all rest on conditional writes.</summary>
public static class ObjectStoreProbe
{
    /// <summary>Writes, overwrites and deletes one small object below <paramref name="prefix"/> (6 requests) and checks that conditions are honoured.</summary>
    /// <param name="prefix">Begins the probe's key, such as <c>probe/</c>; may be empty. Probes of several processes at once do not disturb each other.</param>
    /// <exception cref="PlatformException">Invalid: the store ignores conditional writes. NotFound: no such bucket. Others as the store throws them.</exception>
    public static async Task VerifyAsync(IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        var key = $"{prefix}conditional-write-probe-{Guid.NewGuid():N}";
        try
        {
            await ProbeAsync(store, key, prefix, cancellationToken);
        }
        finally
        {
            await RemoveAsync(store, key);
        }
    }

    private static async Task ProbeAsync(IObjectStore store, string key, string prefix, CancellationToken cancellationToken)
    {
        // A put that was retried after a lost response is refused although it took effect: the content tells.
        var first = await store.PutAsync(key, Content("first"), new PutCondition.IfAbsent(), cancellationToken) ?? (await store.HeadAsync(key, cancellationToken))?.ETag
            ?? throw new PlatformException(FailureKind.Invalid, $"The bucket '{store.Bucket}' refuses a first write with If-None-Match: * below '{prefix}': use a store that supports conditional writes.");
        if (await store.PutAsync(key, Content("second"), new PutCondition.IfAbsent(), cancellationToken) is not null) throw Ignored(store, "a second If-None-Match: * on one key");
        await store.PutAsync(key, Content("third"), new PutCondition.IfMatch(first), cancellationToken);
        if (await store.PutAsync(key, Content("fourth"), new PutCondition.IfMatch(first), cancellationToken) is not null) throw Ignored(store, "an If-Match with an ETag that is no longer current");
        await RequireAsync(store, key, "third", cancellationToken);
    }

    private static async Task RequireAsync(IObjectStore store, string key, string expected, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(key, null, cancellationToken);
        if (stored is not null && stored.Content.Span.SequenceEqual(Content(expected))) return;
        throw new PlatformException(FailureKind.Invalid, $"The bucket '{store.Bucket}' does not return what a conditional write stored last: it cannot coordinate writers. Use Amazon S3 or a store as consistent.");
    }

    private static async Task RemoveAsync(IObjectStore store, string key)
    {
        try
        {
            // Not the caller's token: a cancelled probe leaves nothing behind either.
            await store.DeleteAsync(key, CancellationToken.None);
        }
        catch (PlatformException)
        {
            // What the probe found out matters more than an object of a few bytes.
        }
    }

    private static byte[] Content(string text) => Encoding.ASCII.GetBytes(text);

    private static PlatformException Ignored(IObjectStore store, string what) => new(
        FailureKind.Invalid,
        $"The store of bucket '{store.Bucket}' ignores conditional writes: it accepted {what}. Commits of two writers would overwrite each other. "
        + "Use Amazon S3, or a store that honours If-None-Match and If-Match.");
}
