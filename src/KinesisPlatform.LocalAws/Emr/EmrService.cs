using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.LocalAws.Emr.Clusters;
using KinesisPlatform.LocalAws.Emr.Operations;
using KinesisPlatform.LocalAws.Http;

namespace KinesisPlatform.LocalAws.Emr;

/// <summary>EMR over its JSON protocol 1.1: clusters that go through their states and run nothing.</summary>
internal sealed class EmrService : ILocalService
{
    private const string ContentType = "application/x-amz-json-1.1";
    private const long RequestBytesMax = 8L << 20;

    private readonly Dictionary<string, Func<EmrRequest, JsonObject>> _operations;

    public EmrService(ClusterDirectory directory)
    {
        var (clusters, steps, instances) = (new ClusterOperations(directory), new StepOperations(directory), new InstanceOperations(directory));
        Func<EmrRequest, JsonObject>[] all =
        [
            clusters.RunJobFlow, clusters.DescribeCluster, clusters.ListClusters, clusters.ListBootstrapActions, clusters.TerminateJobFlows, clusters.SetTerminationProtection,
            clusters.PutManagedScalingPolicy, clusters.PutAutoTerminationPolicy,
            steps.AddJobFlowSteps, steps.ListSteps, steps.DescribeStep, steps.CancelSteps,
            instances.ListInstances, instances.ListInstanceGroups, instances.ListInstanceFleets,
        ];
        _operations = all.ToDictionary(operation => operation.Method.Name);
    }

    public string SigningName => "elasticmapreduce";

    public string? TargetPrefix => "ElasticMapReduce";

    // Answered without a body (API reference).
    private static bool HasAnswer(string operation) => operation is not ("TerminateJobFlows" or "SetTerminationProtection");

    public async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            var name = AwsJson.OperationOf(context.Request);
            if (!_operations.TryGetValue(name, out var operation)) throw EmrException.UnknownOperation(name);
            var answer = operation(new(await ReadAsync(context)));
            if (HasAnswer(name)) await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
        }
        catch (EmrException e)
        {
            var body = new JsonObject { ["__type"] = e.Code, ["Message"] = e.Message };
            if (e.ErrorCode is { } code) body["ErrorCode"] = code;
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength > RequestBytesMax) throw EmrException.Serialization($"The request is longer than {RequestBytesMax} bytes.");
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject ?? throw EmrException.Serialization("The request is not a JSON object.");
        }
        catch (JsonException)
        {
            throw EmrException.Serialization("The request is not JSON.");
        }
    }
}
