using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Emr;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Launches;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Steps;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>Everything about one cluster: its document, and what EMR shows of it now.</summary>
internal sealed class ClusterDescriber(EmrReads emr, CostEstimator costs, ClusterPlace place, IOptions<ProvisionerOptions> options, TimeProvider time)
{
    public async Task<ClusterView> DescribeAsync(ClusterDocument document, CancellationToken cancellationToken)
    {
        var view = ClusterView.Of(document) with
        {
            Settings = document.Settings,
            Endpoints = [.. Endpoints(document)],
            LogUri = document.EmrId is null ? null : $"{LaunchComposer.LogUriOf(document.Settings, place)}{document.EmrId}/",
            HiveNames = document.HiveNames.Count == 0 ? null : document.HiveNames,
        };
        if (document.EmrId is not { } emrId) return view;
        try
        {
            var areFleets = document.Settings.Instances.Collection == Settings.InstanceCollection.Fleets;
            var roles = await emr.RolesAsync(emrId, areFleets, cancellationToken);
            var instances = await TakeAsync(emr.ListInstancesAsync(emrId, cancellationToken), cancellationToken);
            var steps = await TakeAsync(emr.ListStepsAsync(emrId, cancellationToken), cancellationToken);
            return view with
            {
                Instances = [.. instances.Items.Select(instance => InstanceOf(instance, roles))],
                Steps = [.. steps.Items.AsEnumerable().Reverse().Select(StepView.Of)],
                CostSoFar = CostOf(instances.Items, document),
                Notes = Notes(instances.IsCut, steps.IsCut),
            };
        }
        catch (PlatformException e) when (e.Kind is FailureKind.Unavailable or FailureKind.Invalid)
        {
            // What the document says is worth having without EMR, too.
            return view with { Notes = [$"Instances, steps and cost are not shown: {e.Message}"] };
        }
    }

    private CostRange? CostOf(IReadOnlyList<Instance> instances, ClusterDocument document)
    {
        var sum = default(CostRange);
        foreach (var instance in instances)
        {
            if (instance.Status?.Timeline?.CreationDateTime is not { } created || instance.InstanceType is not { } type) continue;
            if (costs.PerHour(type, instance.Market?.Value == "SPOT", document.Settings.Instances) is not { } perHour) return null;
            // An instance that EMR is still looking for has cost nothing yet.
            if (instance.Status.State?.Value == "AWAITING_FULFILLMENT") continue;
            var hours = (Utc(instance.Status.Timeline.EndDateTime) ?? document.EndedAt ?? time.GetUtcNow()) - Utc(created)!.Value;
            sum += perHour * (decimal)Math.Max(0, hours.TotalHours);
        }
        return CostEstimator.Rounded(sum);
    }

    private async Task<(List<T> Items, bool IsCut)> TakeAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var taken = new List<T>();
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (taken.Count == options.Value.ListedCountMax) return (taken, true);
            taken.Add(item);
        }
        return (taken, false);
    }

    private string[]? Notes(bool areInstancesCut, bool areStepsCut) => !areInstancesCut && !areStepsCut ? null
        : [$"Only {options.Value.ListedCountMax} {(areInstancesCut ? "instances" : "steps")} are shown{(areInstancesCut ? ", and cost so far is of those" : "")} ({ProvisionerOptions.SectionName}:ListedCountMax)."];

    private static InstanceView InstanceOf(Instance instance, IReadOnlyDictionary<string, string> roles) => new(
        instance.Ec2InstanceId, roles.GetValueOrDefault(instance.InstanceFleetId ?? instance.InstanceGroupId ?? "") ?? "", instance.InstanceType, instance.Market?.Value == "SPOT" ? "spot" : "onDemand",
        instance.Status?.State?.Value, instance.PrivateDnsName, Utc(instance.Status?.Timeline?.CreationDateTime), Utc(instance.Status?.Timeline?.EndDateTime));

    // EMR Management Guide, "View web interfaces hosted on EMR clusters"; Apache Drill documentation, "Ports Used by Drill".
    private static IEnumerable<ClusterEndpoint> Endpoints(ClusterDocument document)
    {
        if (document.PrimaryHost is not { } host || !document.IsReady) yield break;
        if (document.Settings.Engine == ClusterEngine.Trino) yield return new("trino", $"http://{host}:8889");
        else yield return new("drill", $"http://{host}:8047");
        yield return new("hive", $"jdbc:hive2://{host}:10000");
        yield return new("hiveMetastore", $"thrift://{host}:9083");
        yield return new("yarn", $"http://{host}:8088");
    }

    private static DateTimeOffset? Utc(DateTime? time) => time is { } t ? new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)) : null;
}
