using System.Security.Cryptography;

namespace KinesisPlatform.LocalAws.S3.Bodies;

internal sealed class CryptographicHash(HashAlgorithmName name) : IBodyHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    public void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public byte[] Finish()
    {
        using (_hash) return _hash.GetHashAndReset();
    }
}
