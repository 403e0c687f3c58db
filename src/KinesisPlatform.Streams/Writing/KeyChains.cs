using System.Runtime.InteropServices;

namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// Links the records of each order key (the partition key unless told otherwise) in the order of their acceptance. Only the first of a key may go; the next may when it is settled. So
/// no record can overtake another of its key that fails.
/// </summary>
internal sealed class KeyChains(bool keepsOrder)
{
    private readonly Dictionary<string, PendingRecord> _tails = [];

    /// <returns>Whether the record is the first of its key, and may go.</returns>
    public bool Append(PendingRecord record)
    {
        if (!keepsOrder || record.Record.OrderKey is not { } key) return true;
        ref var tail = ref CollectionsMarshal.GetValueRefOrAddDefault(_tails, key, out var hasOthers);
        if (hasOthers) tail!.NextOfKey = record;
        tail = record;
        return !hasOthers;
    }

    /// <summary>A record, with all before it of its key, is settled.</summary>
    /// <returns>The next of its key, which now may go; null when there is none.</returns>
    public PendingRecord? Remove(PendingRecord settled)
    {
        var next = settled.NextOfKey;
        settled.NextOfKey = null;
        if (next is null && keepsOrder && settled.Record.OrderKey is { } key) _tails.Remove(key);
        return next;
    }

    /// <summary>Of records that were under way together some are settled: the others stay the first of their key.</summary>
    /// <param name="left">Of one key, in order; not empty.</param>
    /// <param name="last">The last that was under way of the key.</param>
    public void Relink(IReadOnlyList<PendingRecord> left, PendingRecord last)
    {
        var rest = last.NextOfKey;
        for (var i = 1; i < left.Count; i++) left[i - 1].NextOfKey = left[i];
        left[^1].NextOfKey = rest;
        if (keepsOrder && rest is null && last.Record.OrderKey is { } key) _tails[key] = left[^1];
    }
}
