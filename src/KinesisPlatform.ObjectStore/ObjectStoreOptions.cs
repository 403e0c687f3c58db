namespace KinesisPlatform.ObjectStore;

/// <summary>Which bucket the platform lives in, and how it is written.</summary>
public sealed class ObjectStoreOptions
{
    public const string SectionName = "ObjectStore";

    /// <summary>The bucket's name; it has to exist.</summary>
    public string Bucket { get; set; } = "kinesis-platform";

    public ObjectEncryption Encryption { get; set; } = ObjectEncryption.BucketDefault;

    /// <summary>Id or ARN of the KMS key for <see cref="ObjectEncryption.Kms"/>; null takes the account's <c>aws/s3</c> key.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>A larger file is uploaded in parts of this size: each costs one PUT request, and two more start and end the upload. 5 MiB - 1 GiB.</summary>
    public int PartBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Parts of one file on their way at a time. 1-32.</summary>
    public int PartsInFlightMax { get; set; } = 4;

    /// <summary>
    /// How often a write that S3 answered with 409 ConditionalRequestConflict, or a read that broke off, is tried again (each is one more request).
    /// The SDK's own retries of 5xx and throttling come on top. 0-20.
    /// </summary>
    public int RetriesMax { get; set; } = 6;

    /// <summary>The wait before the first of these retries; it doubles with each, up to 5 s. 1 ms - 5 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);
}
