using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>The tags by which clusters are found again, whoever forgot them.</summary>
internal static class ClusterTags
{
    public const string Prefix = "kinesis-platform:";

    /// <summary>Which archive the cluster belongs to: several may share an account.</summary>
    public const string Deployment = $"{Prefix}deployment";

    /// <summary>The id of the cluster's document, which stands for the client's token.</summary>
    public const string Cluster = $"{Prefix}cluster";

    /// <summary>Asked for by AmazonEMRServicePolicy_v2 (EMR Management Guide, "Using managed policies").</summary>
    public const string ManagedPolicies = "for-use-with-amazon-emr-managed-policies";

    /// <summary>A bucket's name and a folder in it, as a tag's value may be (letters, digits and a few signs); the hash keeps folders apart that would read alike.</summary>
    public static string DeploymentOf(string bucket, string keyPrefix) =>
        $"{bucket}/{new string([.. keyPrefix.TrimEnd('/').Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' or '/' ? c : '_').Take(100)])}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bucket}/{keyPrefix}")))[..8]}";
}
