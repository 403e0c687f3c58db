namespace KinesisPlatform.Sql.Live;

/// <summary>A segment's records from one on.</summary>
internal readonly record struct LivePart(TailSegment Segment, int From)
{
    public int Count => Segment.Records.Count - From;

    public ShardId ShardId => Segment.Records[0].ShardId;
}
