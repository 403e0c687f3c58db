using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>
/// One cluster, whose states follow each other as EMR's do, each after the same time: STARTING, BOOTSTRAPPING, RUNNING while it has steps and WAITING while it has none, TERMINATING and its
/// end. Nothing runs in between: each request first catches up with the clock. Not thread-safe; its directory is.
/// </summary>
internal sealed class EmrCluster
{
    public const string HostName = "localhost";

    private readonly EmrRequest _request;
    private readonly TimeSpan _transition;
    private readonly List<EmrStep> _steps = [];
    private readonly DateTimeOffset _createdAt;
    private readonly EmrFailure? _failure;
    private readonly int _concurrentStepsMax;
    private DateTimeOffset _since;
    private DateTimeOffset? _readyAt;
    private DateTimeOffset? _endedAt;

    /// <param name="request">RunJobFlow's.</param>
    /// <param name="failure">What befalls it at its start; null for nothing.</param>
    public EmrCluster(string id, string arn, EmrRequest request, IReadOnlyList<InstanceCollection> collections, EmrFailure? failure, TimeSpan transition, DateTimeOffset now)
    {
        (Id, Arn, _request, Collections, _failure, _transition, _createdAt, _since) = (id, arn, request, collections, failure, transition, now, now);
        var instances = request.Part("Instances")!.Value;
        (KeepsAlive, IsProtected) = (instances.Flag("KeepJobFlowAliveWhenNoSteps"), instances.Flag("TerminationProtected"));
        _concurrentStepsMax = request.Number("StepConcurrencyLevel") ?? 1;
        IdleTimeout = request.Part("AutoTerminationPolicy") is { } policy ? TimeSpan.FromSeconds(policy.Long("IdleTimeout") ?? 3600) : null;
    }

    public string Id { get; }

    public string Arn { get; }

    public DateTimeOffset CreatedAt => _createdAt;

    public ClusterState State { get; private set; } = ClusterState.STARTING;

    public StateChangeReason Reason { get; private set; } = StateChangeReason.None;

    public bool IsProtected { get; set; }

    public bool KeepsAlive { get; }

    public TimeSpan? IdleTimeout { get; set; }

    public IReadOnlyList<InstanceCollection> Collections { get; }

    public IReadOnlyList<EmrStep> Steps => _steps;

    public bool IsEnding => State is ClusterState.TERMINATING or ClusterState.TERMINATED or ClusterState.TERMINATED_WITH_ERRORS;

    /// <summary>What its instances' groups and fleets are in.</summary>
    public string InstancesState => State switch
    {
        ClusterState.STARTING => "PROVISIONING",
        ClusterState.BOOTSTRAPPING => "BOOTSTRAPPING",
        ClusterState.RUNNING or ClusterState.WAITING => "RUNNING",
        ClusterState.TERMINATING => "TERMINATING",
        _ => "TERMINATED",
    };

    public void Add(IEnumerable<EmrStep> steps, DateTimeOffset now)
    {
        _steps.AddRange(steps);
        StartSteps(now);
    }

    /// <summary>Cancels steps that wait, and interrupts those that run.</summary>
    public void Cancel(EmrStep step, DateTimeOffset now)
    {
        step.End(step.State == StepState.PENDING ? StepState.CANCELLED : StepState.INTERRUPTED, now);
        StartSteps(now);
    }

    public void Terminate(StateChangeReason reason, DateTimeOffset at)
    {
        if (IsEnding) return;
        foreach (var step in _steps.Where(step => step.IsActive)) step.End(step.State == StepState.RUNNING ? StepState.INTERRUPTED : StepState.CANCELLED, at);
        Reason = reason;
        Enter(ClusterState.TERMINATING, at);
    }

    /// <summary>Lets everything happen that is due, each at its own time.</summary>
    public void CatchUp(DateTimeOffset now)
    {
        while (NextAt() is { } at && at <= now)
        {
            Advance(at);
            StartSteps(at);
        }
    }

    public JsonObject TimelineJson() => Timeline.Of(_createdAt, "ReadyDateTime", _readyAt, _endedAt);

    /// <summary>A ClusterSummary.</summary>
    public JsonObject ToSummary() => new()
    {
        ["Id"] = Id,
        ["Name"] = _request.RequiredText("Name"),
        ["Status"] = Status(),
        ["NormalizedInstanceHours"] = NormalizedInstanceHours(),
        ["ClusterArn"] = Arn,
    };

    /// <summary>A Cluster.</summary>
    public JsonObject ToJson()
    {
        var json = ToSummary();
        var instances = _request.Part("Instances")!.Value;
        var attributes = new JsonObject { ["Ec2SubnetId"] = instances.Text("Ec2SubnetId") ?? (instances.Texts("Ec2SubnetIds") is [var subnet, ..] ? subnet : null), ["IamInstanceProfile"] = _request.Text("JobFlowRole") };
        foreach (var name in (string[])["Ec2KeyName", "EmrManagedMasterSecurityGroup", "EmrManagedSlaveSecurityGroup", "ServiceAccessSecurityGroup"])
            if (instances.Text(name) is { } value) attributes[name] = value;
        json["Ec2InstanceAttributes"] = attributes;
        json["InstanceCollectionType"] = Collections[0].IsFleet ? "INSTANCE_FLEET" : "INSTANCE_GROUP";
        json["AutoTerminate"] = !KeepsAlive;
        json["TerminationProtected"] = IsProtected;
        json["StepConcurrencyLevel"] = _concurrentStepsMax;
        if (_readyAt is not null) json["MasterPublicDnsName"] = HostName;
        foreach (var name in (string[])["LogUri", "ReleaseLabel", "ServiceRole", "AutoScalingRole", "ScaleDownBehavior", "SecurityConfiguration", "CustomAmiId", "EbsRootVolumeSize", "VisibleToAllUsers"])
            if (_request.Copy(name) is { } value) json[name] = value;
        foreach (var name in (string[])["Applications", "Tags", "Configurations"]) json[name] = _request.Copy(name) ?? new JsonArray();
        return json;
    }

    /// <summary>Commands.</summary>
    public IEnumerable<JsonObject> BootstrapActions() => _request.Parts("BootstrapActions").Select(action =>
    {
        var script = action.Part("ScriptBootstrapAction")!.Value;
        return new JsonObject { ["Name"] = action.Text("Name"), ["ScriptPath"] = script.Text("Path"), ["Args"] = script.Copy("Args") ?? new JsonArray() };
    });

    private void StartSteps(DateTimeOffset at)
    {
        if (State is not (ClusterState.RUNNING or ClusterState.WAITING)) return;
        var free = _concurrentStepsMax - _steps.Count(step => step.State == StepState.RUNNING);
        foreach (var step in _steps.Where(step => step.State == StepState.PENDING).Take(free).ToList())
        {
            step.Start(at);
            if (State == ClusterState.WAITING) Enter(ClusterState.RUNNING, at);
        }
    }

    private DateTimeOffset? NextAt() => State switch
    {
        ClusterState.TERMINATED or ClusterState.TERMINATED_WITH_ERRORS => null,
        ClusterState.WAITING => IdleTimeout is { } idle ? _since + idle : null,
        ClusterState.RUNNING => (_steps.Where(step => step.State == StepState.RUNNING).Min(step => step.StartedAt) ?? _since) + _transition,
        _ => _since + _transition,
    };

    private void Advance(DateTimeOffset at)
    {
        switch (State)
        {
            case ClusterState.STARTING when _failure is { IsBeforeBootstrap: true }:
            case ClusterState.BOOTSTRAPPING when _failure is not null:
                Terminate(_failure.Reason(Collections[0].Instances[0].Ec2InstanceId), at);
                break;
            case ClusterState.STARTING:
                Enter(ClusterState.BOOTSTRAPPING, at);
                break;
            case ClusterState.BOOTSTRAPPING:
                _readyAt = at;
                Enter(ClusterState.RUNNING, at);
                break;
            case ClusterState.RUNNING:
                EndSteps(at);
                break;
            case ClusterState.WAITING:
                Terminate(StateChangeReason.Idle, at);
                break;
            default:
                _endedAt = at;
                Enter(Reason.IsError ? ClusterState.TERMINATED_WITH_ERRORS : ClusterState.TERMINATED, at);
                break;
        }
    }

    private void EndSteps(DateTimeOffset at)
    {
        foreach (var step in _steps.Where(step => step.State == StepState.RUNNING && step.StartedAt + _transition <= at).ToList())
        {
            step.End(step.IsToFail ? StepState.FAILED : StepState.COMPLETED, at);
            if (!step.IsToFail || step.ActionOnFailure == "CONTINUE") continue;
            if (step.ActionOnFailure is "TERMINATE_CLUSTER" or "TERMINATE_JOB_FLOW")
            {
                Terminate(StateChangeReason.StepFailure, at);
                return;
            }
            foreach (var pending in _steps.Where(other => other.State == StepState.PENDING)) pending.End(StepState.CANCELLED, at);
        }
        if (_steps.Any(step => step.IsActive)) return;
        if (KeepsAlive) Enter(ClusterState.WAITING, at);
        else Terminate(StateChangeReason.AllStepsCompleted, at);
    }

    private void Enter(ClusterState state, DateTimeOffset at) => (State, _since) = (state, at);

    private JsonObject Status()
    {
        var reason = Reason == StateChangeReason.None ? new JsonObject() : new JsonObject { ["Code"] = Reason.Code, ["Message"] = Reason.Message };
        return new() { ["State"] = State.ToString(), ["StateChangeReason"] = reason, ["Timeline"] = TimelineJson() };
    }

    // EMR's approximation of what the cluster used: an m1.small's hour is 1. A large instance counts 4, whatever it is.
    private int NormalizedInstanceHours() => _endedAt is not { } end ? 0 : (int)Math.Ceiling((end - _createdAt).TotalHours) * 4 * Collections.Sum(collection => collection.Instances.Count);
}
