using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>One step of a cluster.</summary>
/// <param name="request">A StepConfig.</param>
internal sealed class EmrStep(string id, EmrRequest request, DateTimeOffset createdAt)
{
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _endedAt;
    private string? _failure;

    public string Id => id;

    public StepState State { get; private set; } = StepState.PENDING;

    public bool IsActive => State is StepState.PENDING or StepState.RUNNING or StepState.CANCEL_PENDING;

    public DateTimeOffset? StartedAt => _startedAt;

    public string ActionOnFailure { get; } = request.Text("ActionOnFailure") ?? "TERMINATE_CLUSTER";

    /// <summary>Arguments by which a step fails on purpose: <c>command-runner.jar bash -c "exit 1"</c> and <c>false</c> do on a real cluster, too.</summary>
    public bool IsToFail { get; } = request.Part("HadoopJarStep") is { } jar && jar.Texts("Args") is var args && (args is ["false"] || args.Any(arg => arg.Trim() == "exit 1"));

    public void Start(DateTimeOffset now) => (State, _startedAt) = (StepState.RUNNING, now);

    public void End(StepState state, DateTimeOffset now)
    {
        (State, _endedAt) = (state, now);
        if (state == StepState.FAILED) _failure = "Command exiting with ret '1'";
    }

    /// <summary>A StepSummary, which is also what there is to say of a Step.</summary>
    public JsonObject ToJson()
    {
        var jar = request.Part("HadoopJarStep") ?? throw EmrException.Missing("HadoopJarStep");
        var config = new JsonObject
        {
            ["Jar"] = jar.RequiredText("Jar"),
            // A list of keys and values when it is asked for, a map when it is answered.
            ["Properties"] = new JsonObject(jar.Parts("Properties").Select(property => KeyValuePair.Create(property.RequiredText("Key"), (JsonNode?)property.Text("Value")))),
            ["Args"] = new JsonArray([.. jar.Texts("Args").Select(arg => (JsonNode?)arg)]),
        };
        if (jar.Text("MainClass") is { } mainClass) config["MainClass"] = mainClass;

        var status = new JsonObject { ["State"] = State.ToString(), ["StateChangeReason"] = new JsonObject(), ["Timeline"] = Timeline.Of(createdAt, "StartDateTime", _startedAt, _endedAt) };
        if (_failure is not null) status["FailureDetails"] = new JsonObject { ["Reason"] = "Unknown Error.", ["Message"] = _failure };
        return new() { ["Id"] = id, ["Name"] = request.RequiredText("Name"), ["Config"] = config, ["ActionOnFailure"] = ActionOnFailure, ["Status"] = status };
    }
}
