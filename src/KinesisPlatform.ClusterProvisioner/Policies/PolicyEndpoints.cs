using KinesisPlatform.ServiceDefaults.Authentication;

namespace KinesisPlatform.ClusterProvisioner.Policies;

/// <summary><c>GET /clusters/policies</c>: what to put into IAM.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/clusters/policies", (PolicyDocuments policies) => TypedResults.Json(new
        {
            provisioner = policies.Provisioner(),
            instances = policies.Instances(),
            serviceRole = "Attach AWS' own arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2 to EMR's service role, and allow it iam:PassRole of the instances' role.",
        })).RequireAuthorization(AccessPolicies.Administer);
}
