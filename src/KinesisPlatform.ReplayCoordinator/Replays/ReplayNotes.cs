namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a caller should know of what was asked for.</summary>
internal static class ReplayNotes
{
    public static IReadOnlyList<string> Of(ReplaySpec spec)
    {
        var notes = new List<string>();
        if (spec.DryRun) notes.Add("Dry run: everything is read, selected and annotated, nothing is put. 'sent' counts what would have been.");
        if (spec.Compact is { Key: not null })
            notes.Add("Compaction by an expression is approximate where a key's records have several partition keys: the last one is the one that arrived last, by Kinesis' approximate arrival times. Records for which the expression is NULL or fails are all replayed.");
        if (spec is { PartitionKey: not null, Order: ReplayOrder.PerKey })
            notes.Add("Order is kept among records of one new partition key that were in one shard; those of several shards are sent side by side. Records for which the expression is NULL, fails or is no partition key become dead letters.");
        if (spec.Order == ReplayOrder.PerShard)
            notes.Add("Order per shard takes one request under way at a time for each source shard, with one record in it, or as many of one target shard as fit an aggregate: without \"aggregate\": true it is slow.");
        if (spec.Pace is { Speed: not null })
            notes.Add("Original spacing needs all parts at once: where fewer may run than there are shards, the others follow with their own spacing. What comes later than 10 s after its time sets the clock back.");
        if (spec.Tombstones == TombstonePolicy.Drop) notes.Add("Deletions are not replayed: right only for a target that has nothing of these keys yet.");
        if (spec.Source == spec.Target) notes.Add("The target is the source: its consumers see replayed records among the live ones, and must merge them by their versions. Later replays leave these out.");
        return notes;
    }
}
