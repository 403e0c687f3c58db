using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>Hive's names have no case, and letters, digits and underscores only: a stream whose name does not survive that gets a hash behind it, the same one every time.</summary>
internal static class HiveNames
{
    private const int HashCharacters = 6;

    public static string Of(StreamName stream)
    {
        var name = new string([.. stream.Value.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]);
        return name == stream.Value ? name : $"{name}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stream.Value)))[..HashCharacters]}";
    }
}
