using KinesisPlatform.ServiceDefaults.Authentication;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

internal static class ClusterEndpoints
{
    public static void MapClusters(this WebApplication app) =>
        app.MapGet("/clusters", (ClusterRegistry registry) => registry.All).RequireAuthorization(AccessPolicies.Administer);
}
