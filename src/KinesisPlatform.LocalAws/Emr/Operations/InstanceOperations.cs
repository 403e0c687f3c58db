using System.Text.Json.Nodes;
using KinesisPlatform.LocalAws.Emr.Clusters;

namespace KinesisPlatform.LocalAws.Emr.Operations;

internal sealed class InstanceOperations(ClusterDirectory clusters)
{
    public JsonObject ListInstanceGroups(EmrRequest request) => List(request, "InstanceGroups", areFleets: false);

    public JsonObject ListInstanceFleets(EmrRequest request) => List(request, "InstanceFleets", areFleets: true);

    public JsonObject ListInstances(EmrRequest request) => clusters.Use(_ =>
    {
        var cluster = clusters.Get(request.RequiredText("ClusterId"));
        var (id, role, roles, states) = (request.Text("InstanceGroupId") ?? request.Text("InstanceFleetId"), request.Text("InstanceFleetType"), request.Texts("InstanceGroupTypes"), request.Texts("InstanceStates"));
        var all =
            from collection in cluster.Collections
            where (id is null || collection.Id == id) && (role is null || collection.Role == role) && (roles.Count == 0 || roles.Contains(collection.Role))
            from instance in collection.Instances
            let json = instance.ToJson(cluster, collection)
            where states.Count == 0 || states.Contains((string?)json["Status"]!["State"])
            select json;
        return Page.Of(request, "Instances", all);
    });

    private JsonObject List(EmrRequest request, string name, bool areFleets) => clusters.Use(_ =>
    {
        var cluster = clusters.Get(request.RequiredText("ClusterId"));
        if (cluster.Collections[0].IsFleet != areFleets)
            throw EmrException.InvalidRequest("InvalidRequest", $"Instance fleets and instance groups are mutually exclusive. The EMR cluster specified in the request uses instance {(areFleets ? "groups" : "fleets")}. The {(areFleets ? "ListInstanceFleets" : "ListInstanceGroups")} operation does not support clusters that use instance {(areFleets ? "groups" : "fleets")}.");
        return Page.Of(request, name, cluster.Collections.Select(collection => collection.ToJson(cluster)));
    });
}
