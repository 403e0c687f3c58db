using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>A file that a cluster reads from the bucket. Its key has its content's hash: what is there under a key is always the same, whoever put it there and however often.</summary>
internal sealed record ClusterFile(string Name, string Content)
{
    public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Content);

    public string KeyBelow(string folder) => $"{folder}{Convert.ToHexStringLower(SHA256.HashData(Bytes))}/{Name}";
}
