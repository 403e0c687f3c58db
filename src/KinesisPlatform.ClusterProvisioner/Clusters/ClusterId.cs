using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>A cluster's id is made of whose token asked for it: two requests with one token cannot have two documents, whatever goes wrong between.</summary>
internal static partial class ClusterId
{
    private const int HashCharacters = 20;

    public static string Of(string owner, string clientToken) => $"c-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{owner}\n{clientToken}")))[..HashCharacters]}";

    public static bool IsValid(string? id) => id is not null && Pattern().IsMatch(id);

    /// <summary>Whether it is one of EMR's own.</summary>
    public static bool IsEmrId(string? id) => id is not null && EmrPattern().IsMatch(id);

    [GeneratedRegex(@"\Ac-[0-9a-f]{20}\z")]
    private static partial Regex Pattern();

    // API reference, JobFlowId.
    [GeneratedRegex(@"\Aj-[A-Z0-9]{6,30}\z")]
    private static partial Regex EmrPattern();
}
