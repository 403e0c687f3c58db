using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Archive.Sweeping;

/// <summary>Decides about each file of a table's folder, and counts. No requests.</summary>
/// <param name="before">Files written at this time or later, by the store's clock, are kept.</param>
/// <param name="copyKept">The copy of the metadata that readers by path are told to read; earlier ones are of no use.</param>
internal sealed class SweepPass(FileReferences references, DateTimeOffset before, long copyKept)
{
    public long KeptCount { get; private set; }

    public long PendingCount { get; private set; }

    public long PendingMetadataCount { get; private set; }

    /// <returns>Whether the file is to be deleted.</returns>
    public bool Decide(ObjectInfo file)
    {
        var isUnreferenced = TableFileName.CopyVersionOf(file.Key) is { } version ? version < copyKept : TableFileName.IdOf(file.Key) is { } id && !references.Contains(id);
        if (isUnreferenced && file.LastModified < before) return true;
        KeptCount++;
        if (!isUnreferenced) return false;
        PendingCount++;
        if (TableFileName.IsMetadata(file.Key)) PendingMetadataCount++;
        return false;
    }
}
