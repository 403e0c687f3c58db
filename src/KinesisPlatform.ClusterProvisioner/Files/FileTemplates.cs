using System.Reflection;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>The scripts that this program carries. They take what differs as arguments, so that one copy in the bucket serves every cluster.</summary>
internal static class FileTemplates
{
    public const string IdleGuardScript = "install-idle-guard.sh";

    /// <exception cref="PlatformException">Internal: there is none of that name.</exception>
    public static ClusterFile Script(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new PlatformException(FailureKind.Internal, $"The file {name} is missing in this program.");
        using var reader = new StreamReader(stream);
        // A checkout that changes line ends would break the script on the cluster.
        return new(name, reader.ReadToEnd().ReplaceLineEndings("\n"));
    }
}
