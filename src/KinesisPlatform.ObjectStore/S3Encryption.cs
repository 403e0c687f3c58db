using Amazon.S3;

namespace KinesisPlatform.ObjectStore;

internal static class S3Encryption
{
    /// <returns>Null to send no header.</returns>
    public static ServerSideEncryptionMethod? Method(ObjectStoreOptions options) => options.Encryption switch
    {
        ObjectEncryption.S3 => ServerSideEncryptionMethod.AES256,
        ObjectEncryption.Kms => ServerSideEncryptionMethod.AWSKMS,
        _ => null,
    };
}
