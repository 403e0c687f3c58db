namespace Amazon.Kinesis.Model;

public sealed class HashKeyRange
{
    public string? StartingHashKey { get; set; }

    /// <summary>Inclusive.</summary>
    public string? EndingHashKey { get; set; }
}
