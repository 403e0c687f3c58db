using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Applying;

/// <summary>
/// Applies a record when it is the newest of its key and drops it otherwise: live and replayed records, in any interleaving and with duplicates, end in one state.
/// <para>
/// The callback gets records that replace the key's whole state, tombstones included (see <see cref="ReplayRecord.IsTombstone"/>). It is called at least once per
/// record that wins: again, with the same record, when the process ended or the callback threw before the version was confirmed and the stream delivers the record
/// again. So it must be idempotent, and the stream may only be checkpointed behind records whose <see cref="ApplyAsync"/> has returned.
/// A callback that writes the version beside the state, under the condition that it is greater, is safe even where two processes consume one shard.
/// </para>
/// <para>Safe for concurrent callers: records of one key are applied one after the other.</para>
/// </summary>
public sealed class ReplayAwareApplier<TKey>(IVersionStore<TKey> store, Func<TKey, ReplayRecord, CancellationToken, ValueTask> apply) where TKey : notnull
{
    // Keys share turns: bounded, however many keys there are.
    private const int TurnCount = 64;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, TurnCount).Select(_ => new SemaphoreSlim(1))];

    public async ValueTask<ApplyOutcome> ApplyAsync(TKey key, ReplayRecord record, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)key.GetHashCode() % TurnCount];
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!await IsToBeAppliedAsync(key, record.Version, cancellationToken)) return ApplyOutcome.Dropped;
            await apply(key, record, cancellationToken);
            return await store.ConfirmAsync(key, record.Version, cancellationToken) ? ApplyOutcome.Applied : ApplyOutcome.Overtaken;
        }
        finally
        {
            turn.Release();
        }
    }

    private async ValueTask<bool> IsToBeAppliedAsync(TKey key, RecordVersion version, CancellationToken cancellationToken)
    {
        // Most of a replay is old: dropping it costs a read and no write.
        if (await store.GetAsync(key, cancellationToken) is { } before && before.Version >= version) return IsUnfinished(before, version);
        if (await store.TryRaiseAsync(key, version, cancellationToken)) return true;
        // Another process was faster. A key's version only grows: what is read now settles it.
        return await store.GetAsync(key, cancellationToken) is { } now && IsUnfinished(now, version);
    }

    /// <summary>The record was decided for and perhaps not applied, by a process that may have ended.</summary>
    private static bool IsUnfinished(StoredVersion stored, RecordVersion version) => stored.Version == version && !stored.IsApplied;
}
