namespace KinesisPlatform.LocalAws.S3.Storage;

/// <summary>One page of a bucket's listing.</summary>
internal sealed class Listing
{
    public List<S3Object> Objects { get; } = [];

    public List<string> CommonPrefixes { get; } = [];

    /// <summary>Where the next page goes on, exclusive.</summary>
    public string Last { get; private set; } = "";

    public bool Truncated { get; set; }

    public int Count => Objects.Count + CommonPrefixes.Count;

    /// <param name="commonPrefix">What is listed in place of the object, and of all that begin like it.</param>
    public void Add(string? commonPrefix, S3Object value)
    {
        if (commonPrefix is null) Objects.Add(value);
        else CommonPrefixes.Add(commonPrefix);
        Last = commonPrefix is null ? value.Key : commonPrefix + KeyOrder.AfterAll;
    }
}
