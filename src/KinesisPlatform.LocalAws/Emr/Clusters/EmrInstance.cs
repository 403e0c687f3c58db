using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <param name="Market">ON_DEMAND or SPOT.</param>
/// <param name="Weight">Units of its fleet's capacity that it provides.</param>
internal sealed record EmrInstance(string Id, string Ec2InstanceId, string Type, string Market, int Weight)
{
    /// <summary>An Instance. All of them are this machine.</summary>
    public JsonObject ToJson(EmrCluster cluster, InstanceCollection collection) => new()
    {
        ["Id"] = Id,
        ["Ec2InstanceId"] = Ec2InstanceId,
        ["PublicDnsName"] = EmrCluster.HostName,
        ["PublicIpAddress"] = "127.0.0.1",
        ["PrivateDnsName"] = EmrCluster.HostName,
        ["PrivateIpAddress"] = "127.0.0.1",
        ["Status"] = new JsonObject { ["State"] = cluster.InstancesState is "TERMINATING" ? "RUNNING" : cluster.InstancesState, ["StateChangeReason"] = new JsonObject(), ["Timeline"] = cluster.TimelineJson() },
        [collection.IsFleet ? "InstanceFleetId" : "InstanceGroupId"] = collection.Id,
        ["Market"] = Market,
        ["InstanceType"] = Type,
    };
}
