using Amazon.S3;

namespace KinesisPlatform.ObjectStore.Tests;

/// <summary>The contract, through the SDK, against the emulated S3.</summary>
public sealed class S3ObjectStoreContractTests : ObjectStoreContract, IClassFixture<LocalS3>, IDisposable
{
    private readonly AmazonS3Client _client;

    public S3ObjectStoreContractTests(LocalS3 s3)
    {
        _client = s3.Client();
        Store = new S3ObjectStore(_client, new() { Bucket = LocalS3.Bucket, PartBytes = 5 * 1024 * 1024 }, TimeProvider.System);
    }

    protected override IObjectStore Store { get; }

    public void Dispose() => _client.Dispose();
}
