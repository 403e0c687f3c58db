namespace KinesisPlatform.Consumer.Records;

/// <summary>What a replayed record says of the replay that put it there.</summary>
/// <param name="ReplayId">Such as <c>20260101T120000000Z-5f3a9c</c>.</param>
/// <param name="ArrivedAt">When the original arrived, as Kinesis approximates it.</param>
/// <param name="Fence">The archive's last sequence number of the key's shard when the replay was planned; never before the original's. Null where the replay does not overwrite and did not say.</param>
/// <param name="IsOverwrite">Whether the record beats everything up to the fence, newer records than its original included.</param>
public sealed record ReplayOrigin(string ReplayId, DateTimeOffset ArrivedAt, SequenceNumber? Fence, bool IsOverwrite);
