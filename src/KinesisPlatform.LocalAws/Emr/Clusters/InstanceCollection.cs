using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>An instance group or an instance fleet, and the instances it has.</summary>
/// <param name="request">An InstanceGroupConfig or an InstanceFleetConfig.</param>
internal sealed class InstanceCollection(string id, bool isFleet, EmrRequest request, IReadOnlyList<EmrInstance> instances)
{
    // As many as an account may have at first; an emulator that is asked for a million should not make them.
    private const int InstanceCountMax = 500;

    public string Id => id;

    public bool IsFleet => isFleet;

    public IReadOnlyList<EmrInstance> Instances => instances;

    /// <summary>MASTER, CORE or TASK.</summary>
    public string Role { get; } = request.RequiredText(isFleet ? "InstanceFleetType" : "InstanceRole");

    /// <exception cref="EmrException">ValidationException.</exception>
    public static IReadOnlyList<InstanceCollection> All(EmrRequest instances, Func<string, string> newId)
    {
        var (groups, fleets) = (instances.Parts("InstanceGroups"), instances.Parts("InstanceFleets"));
        if (groups.Count > 0 && fleets.Count > 0) throw EmrException.Validation("Instance groups and instance fleets are mutually exclusive. The EMR cluster specified in the request uses both.");
        var all = (groups.Count + fleets.Count == 0 ? FromCount(instances) : groups).Select(group => Group(group, newId)).Concat(fleets.Select(fleet => Fleet(fleet, newId))).ToList();
        if (all.Count(collection => collection.Role == "MASTER") != 1) throw EmrException.Validation($"A cluster requires exactly one master instance {(fleets.Count > 0 ? "fleet" : "group")}.");
        if (all.Sum(collection => collection.Instances.Count) > InstanceCountMax) throw EmrException.Validation("The requested number of instances exceeds your EC2 quota.");
        return all;
    }

    /// <summary>An InstanceGroup or an InstanceFleet.</summary>
    public JsonObject ToJson(EmrCluster cluster)
    {
        var isRunning = cluster.State is ClusterState.RUNNING or ClusterState.WAITING;
        var json = new JsonObject
        {
            ["Id"] = id,
            ["Name"] = request.Text("Name") ?? Role,
            ["Status"] = new JsonObject
            {
                ["State"] = cluster.InstancesState,
                ["StateChangeReason"] = cluster.Reason == StateChangeReason.None ? new JsonObject() : new JsonObject { ["Code"] = "CLUSTER_TERMINATED", ["Message"] = "Job flow terminated" },
                ["Timeline"] = cluster.TimelineJson(),
            },
        };
        if (isFleet)
        {
            foreach (var (market, kind) in ((string, string)[])[("OnDemand", "ON_DEMAND"), ("Spot", "SPOT")])
            {
                json[$"Target{market}Capacity"] = request.Number($"Target{market}Capacity") ?? 0;
                json[$"Provisioned{market}Capacity"] = isRunning ? instances.Where(instance => instance.Market == kind).Sum(instance => instance.Weight) : 0;
            }
            json["InstanceFleetType"] = Role;
            json["InstanceTypeSpecifications"] = request.Copy("InstanceTypeConfigs") ?? new JsonArray();
            if (request.Copy("LaunchSpecifications") is { } launch) json["LaunchSpecifications"] = launch;
            return json;
        }
        json["Market"] = instances[0].Market;
        json["InstanceGroupType"] = Role;
        json["InstanceType"] = instances[0].Type;
        json["RequestedInstanceCount"] = instances.Count;
        json["RunningInstanceCount"] = isRunning ? instances.Count : 0;
        json["Configurations"] = request.Copy("Configurations") ?? new JsonArray();
        if (request.Text("BidPrice") is { } bid) json["BidPrice"] = bid;
        return json;
    }

    // The old way to ask: one type for the master, one for the others, and how many in all.
    private static List<EmrRequest> FromCount(EmrRequest instances)
    {
        var count = instances.Number("InstanceCount") ?? 1;
        var master = instances.Text("MasterInstanceType") ?? throw EmrException.Validation("Either instance groups, instance fleets or a master instance type must be specified.");
        List<EmrRequest> groups = [new(new() { ["InstanceRole"] = "MASTER", ["InstanceType"] = master, ["InstanceCount"] = 1 })];
        if (count > 1) groups.Add(new(new() { ["InstanceRole"] = "CORE", ["InstanceType"] = instances.Text("SlaveInstanceType") ?? master, ["InstanceCount"] = count - 1 }));
        return groups;
    }

    private static InstanceCollection Group(EmrRequest group, Func<string, string> newId)
    {
        var (type, market, count) = (group.RequiredText("InstanceType"), group.Text("Market") ?? (group.Text("BidPrice") is null ? "ON_DEMAND" : "SPOT"), group.Number("InstanceCount") ?? throw EmrException.Missing("InstanceCount"));
        if (count is < 1 or > InstanceCountMax) throw EmrException.Validation($"The instance count must be from 1 to {InstanceCountMax}.");
        return new(newId("ig-"), isFleet: false, group, [.. Enumerable.Range(0, count).Select(_ => new EmrInstance(newId("ci-"), $"i-{newId("")}", type, market, 1))]);
    }

    // EMR picks among the types by price and capacity; here the first one always has both.
    private static InstanceCollection Fleet(EmrRequest fleet, Func<string, string> newId)
    {
        if (fleet.Parts("InstanceTypeConfigs") is not [var first, ..]) throw EmrException.Validation("Instance fleets need at least one instance type.");
        var (type, weight, instances) = (first.RequiredText("InstanceType"), Math.Max(1, first.Number("WeightedCapacity") ?? 1), new List<EmrInstance>());
        foreach (var (market, capacity) in ((string, int)[])[("ON_DEMAND", fleet.Number("TargetOnDemandCapacity") ?? 0), ("SPOT", fleet.Number("TargetSpotCapacity") ?? 0)])
        {
            if (capacity is < 0 or > InstanceCountMax) throw EmrException.Validation($"A target capacity must be from 0 to {InstanceCountMax}.");
            for (var filled = 0; filled < capacity; filled += weight) instances.Add(new(newId("ci-"), $"i-{newId("")}", type, market, weight));
        }
        if (instances.Count == 0) throw EmrException.Validation("At least one of the target on-demand and the target spot capacity must be greater than 0.");
        return new(newId("if-"), isFleet: true, fleet, instances);
    }
}
