using System.Text.Json;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

internal static class PhaseNames
{
    /// <summary>As JSON writes it.</summary>
    public static string Of(ClusterPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());
}
