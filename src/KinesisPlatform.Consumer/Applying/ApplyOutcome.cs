namespace KinesisPlatform.Consumer.Applying;

public enum ApplyOutcome
{
    /// <summary>The record was the key's newest and is applied.</summary>
    Applied,

    /// <summary>The key has this record or a newer one; the callback was not called.</summary>
    Dropped,

    /// <summary>
    /// Another process applied a newer record of the key while the callback ran: unless the callback writes under a condition on the version, the older state
    /// may have been written last. Happens where two processes consume one shard. Rebuild the key, or replay it overwriting.
    /// </summary>
    Overtaken,
}
