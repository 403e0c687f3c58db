using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests.Emr;

/// <summary>A server under a clock that the test moves, and EMR's protocol to it. Keeps every request and answer, to be held against AWS' model.</summary>
internal sealed class EmrClient : IAsyncDisposable
{
    public static readonly TimeSpan Transition = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new();
    private readonly LocalAwsServer _server;

    private EmrClient(LocalAwsServer server, FakeTimeProvider time) => (_server, Time) = (server, time);

    public FakeTimeProvider Time { get; }

    public Uri Endpoint => _server.Endpoint;

    /// <summary><c>{"operation","direction","body"}</c> of every call that succeeded.</summary>
    public List<JsonObject> Log { get; } = [];

    public static async Task<EmrClient> StartAsync()
    {
        var time = new FakeTimeProvider();
        var options = new LocalAwsOptions { Port = 0, EmrTransition = Transition };
        options.Buckets.Add("scripts");
        return new(await LocalAwsServer.StartAsync(options, time, default), time);
    }

    public async Task<JsonObject> CallAsync(string operation, JsonObject request)
    {
        var (status, answer) = await SendAsync(operation, request);
        Assert.True(status == HttpStatusCode.OK, $"{operation}: {answer}");
        Log.Add(new() { ["operation"] = operation, ["direction"] = "input", ["body"] = request.DeepClone() });
        Log.Add(new() { ["operation"] = operation, ["direction"] = "output", ["body"] = answer.DeepClone() });
        return answer;
    }

    /// <summary>The error's code, <c>ErrorCode</c> behind it where there is one.</summary>
    public async Task<(string Code, string Message)> FailAsync(string operation, JsonObject request)
    {
        var (status, answer) = await SendAsync(operation, request);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        return ($"{answer["__type"]}{(answer["ErrorCode"] is { } code ? $"/{code}" : "")}", $"{answer["Message"]}");
    }

    public async Task<JsonObject> DescribeAsync(string id) => (await CallAsync("DescribeCluster", new() { ["ClusterId"] = id }))["Cluster"]!.AsObject();

    /// <summary>State, then the code of its reason where it has one.</summary>
    public async Task<string> StateAsync(string id)
    {
        var status = (await DescribeAsync(id))["Status"]!;
        return $"{status["State"]} {status["StateChangeReason"]!["Code"]}".Trim();
    }

    /// <summary>Each step's state, the first one first.</summary>
    public async Task<string> StepStatesAsync(string id) =>
        string.Join(' ', (await CallAsync("ListSteps", new() { ["ClusterId"] = id }))["Steps"]!.AsArray().Reverse().Select(step => $"{step!["Status"]!["State"]}"));

    public async Task<string> RunAsync(Action<JsonObject>? change = null)
    {
        var request = Request();
        change?.Invoke(request);
        return (await CallAsync("RunJobFlow", request))["JobFlowId"]!.GetValue<string>();
    }

    /// <summary>The least that a cluster needs, kept alive.</summary>
    public static JsonObject Request() => new()
    {
        ["Name"] = "tests",
        ["ReleaseLabel"] = "emr-7.5.0",
        ["ServiceRole"] = "EMR_DefaultRole",
        ["JobFlowRole"] = "EMR_EC2_DefaultRole",
        ["Instances"] = new JsonObject
        {
            ["KeepJobFlowAliveWhenNoSteps"] = true,
            ["InstanceGroups"] = new JsonArray(
                new JsonObject { ["InstanceRole"] = "MASTER", ["InstanceType"] = "m7g.xlarge", ["InstanceCount"] = 1 },
                new JsonObject { ["InstanceRole"] = "CORE", ["InstanceType"] = "m7g.xlarge", ["InstanceCount"] = 2, ["Market"] = "SPOT" }),
        },
    };

    public static JsonObject Step(string onFailure, params string[] args) => new()
    {
        ["Name"] = "step",
        ["ActionOnFailure"] = onFailure,
        ["HadoopJarStep"] = new JsonObject
        {
            ["Jar"] = "command-runner.jar",
            ["Args"] = new JsonArray([.. args.Select(arg => (JsonNode?)arg)]),
            ["Properties"] = new JsonArray(new JsonObject { ["Key"] = "a", ["Value"] = "b" }),
        },
    };

    public async Task<HttpStatusCode> PutAsync(string key, string content)
    {
        using var response = await _http.PutAsync(new Uri(Endpoint, $"/scripts/{key}"), new StringContent(content));
        return response.StatusCode;
    }

    public async Task FailNextAsync(string kind)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Endpoint, "/_local/emr/failures"), new { kind });
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, JsonObject Answer)> SendAsync(string operation, JsonObject request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new StringContent(request.ToJsonString()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        message.Headers.Add("X-Amz-Target", $"ElasticMapReduce.{operation}");
        using var response = await _http.SendAsync(message);
        var body = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, body.Length == 0 ? [] : JsonNode.Parse(body)!.AsObject());
    }
}
