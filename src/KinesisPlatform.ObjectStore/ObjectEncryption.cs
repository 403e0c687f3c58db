namespace KinesisPlatform.ObjectStore;

/// <summary>How S3 encrypts what is written.</summary>
public enum ObjectEncryption
{
    /// <summary>As the bucket's own settings say; no header is sent.</summary>
    BucketDefault,
    /// <summary>SSE-S3: keys that S3 manages; free.</summary>
    S3,
    /// <summary>SSE-KMS: a KMS key; every read and write is a KMS request ($0.03 per 10,000) unless the bucket has a bucket key.</summary>
    Kms,
}
