namespace KinesisPlatform.Sql.Live;

/// <summary>The live records that one query sees.</summary>
internal sealed record LiveRecords(IReadOnlyList<LivePart> Parts)
{
    public static LiveRecords None { get; } = new([]);

    public int Count { get; } = Parts.Sum(part => part.Count);
}
