using System.Security.Cryptography;

namespace KinesisPlatform.LocalAws.S3.Bodies;

/// <summary>One of S3's additional checksums of an object or part.</summary>
/// <param name="Algorithm">As S3 names it, such as <c>CRC32</c>.</param>
/// <param name="Value">Base64.</param>
internal sealed record Checksum(string Algorithm, string Value)
{
    /// <summary>In the order S3 documents them.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

    public string HeaderName => NameOfHeader(Algorithm);

    public static string NameOfHeader(string algorithm) => $"x-amz-checksum-{algorithm.ToLowerInvariant()}";

    public static IBodyHash Start(string algorithm) => algorithm switch
    {
        "CRC32" => new ReflectedCrc(ReflectedCrc.Polynomial.Crc32),
        "CRC32C" => new ReflectedCrc(ReflectedCrc.Polynomial.Crc32C),
        "CRC64NVME" => new ReflectedCrc(ReflectedCrc.Polynomial.Crc64Nvme),
        "SHA1" => new CryptographicHash(HashAlgorithmName.SHA1),
        "SHA256" => new CryptographicHash(HashAlgorithmName.SHA256),
        _ => throw S3Exception.InvalidRequest("Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"),
    };
}
