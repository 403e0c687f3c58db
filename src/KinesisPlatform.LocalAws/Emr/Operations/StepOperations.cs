using System.Text.Json.Nodes;
using KinesisPlatform.LocalAws.Emr.Clusters;

namespace KinesisPlatform.LocalAws.Emr.Operations;

internal sealed class StepOperations(ClusterDirectory clusters)
{
    // EMR quotas: steps of a cluster that are active.
    private const int ActiveStepCountMax = 256;

    public JsonObject AddJobFlowSteps(EmrRequest request) => clusters.Use(now =>
    {
        var cluster = clusters.Find(request.RequiredText("JobFlowId")) ?? throw EmrException.Validation("Specified job flow ID does not exist.");
        if (cluster.IsEnding) throw EmrException.Validation("A job flow that is shutting down, terminated, or finished may not be modified.");
        var steps = ClusterDirectory.NewSteps(request, now);
        if (steps.Count == 0) throw EmrException.Missing("Steps");
        if (cluster.Steps.Count(step => step.IsActive) + steps.Count > ActiveStepCountMax)
            throw EmrException.Validation("Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");
        cluster.Add(steps, now);
        return new JsonObject { ["StepIds"] = new JsonArray([.. steps.Select(step => (JsonNode?)step.Id)]) };
    });

    /// <summary>The newest first, as EMR lists them.</summary>
    public JsonObject ListSteps(EmrRequest request)
    {
        var (states, ids) = (request.Values<StepState>("StepStates"), request.Texts("StepIds"));
        return clusters.Use(_ => Page.Of(request, "Steps", clusters.Get(request.RequiredText("ClusterId")).Steps.Reverse()
            .Where(step => (states.Count == 0 || states.Contains(step.State)) && (ids.Count == 0 || ids.Contains(step.Id)))
            .Select(step => step.ToJson())));
    }

    public JsonObject DescribeStep(EmrRequest request) => clusters.Use(_ =>
    {
        var id = request.RequiredText("StepId");
        var step = clusters.Get(request.RequiredText("ClusterId")).Steps.FirstOrDefault(step => step.Id == id)
            ?? throw EmrException.InvalidRequest("NoSuchStep", $"Step id '{id}' is not valid.");
        return new JsonObject { ["Step"] = step.ToJson() };
    });

    public JsonObject CancelSteps(EmrRequest request)
    {
        var (ids, interrupts) = (request.Texts("StepIds"), request.Text("StepCancellationOption") is not null);
        if (ids.Count == 0) throw EmrException.Missing("StepIds");
        return clusters.Use(now =>
        {
            var cluster = clusters.Get(request.RequiredText("ClusterId"));
            return new JsonObject { ["CancelStepsInfoList"] = new JsonArray([.. ids.Select(id => Cancel(cluster, id, interrupts, now))]) };
        });
    }

    // Only steps that wait can be cancelled, unless the request says how to stop one that runs.
    private static JsonObject Cancel(EmrCluster cluster, string id, bool interrupts, DateTimeOffset now)
    {
        var step = cluster.Steps.FirstOrDefault(step => step.Id == id);
        if (step is null || !(step.State == StepState.PENDING || (interrupts && step.State == StepState.RUNNING)))
            return new() { ["StepId"] = id, ["Status"] = "FAILED", ["Reason"] = step is null ? "The step does not exist." : "The step could not be cancelled since it is not in a state that can be." };
        cluster.Cancel(step, now);
        return new() { ["StepId"] = id, ["Status"] = "SUBMITTED" };
    }
}
