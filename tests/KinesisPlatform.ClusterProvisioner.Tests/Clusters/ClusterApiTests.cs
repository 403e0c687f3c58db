using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.ClusterProvisioner.Tests.Clusters;

/// <summary>The whole service: HTTP, SQS, documents and files on S3, EMR; only AWS itself is emulated.</summary>
public sealed class ClusterApiTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private LocalAwsServer _aws = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public Task InitializeAsync() => StartAsync([]);

    private async Task StartAsync(Dictionary<string, string?> settings)
    {
        _aws = await LocalAwsServer.StartAsync(new() { Port = 0, Buckets = { "kinesis-platform" }, EmrTransition = TimeSpan.FromMilliseconds(300) }, TimeProvider.System, default);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(Instance.Settings(_aws.Endpoint)).AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ClusterProvisioner:PollInterval"] = "00:00:00.050",
            ["ClusterProvisioner:PollIntervalMax"] = "00:00:00.200",
            ["ClusterProvisioner:ReconcileInterval"] = "00:00:00.200",
        }).AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddClusterProvisioner(builder.Configuration);
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapClusterProvisioner();
        await _app.StartAsync();
        _client = new() { BaseAddress = new(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _aws.DisposeAsync();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Cluster_FromPostToDelete_IsShownAsItIs()
    {
        using var spans = new SpanRecorder("Microsoft.AspNetCore", "KinesisPlatform.ClusterProvisioner");
        using var posted = await PostAsync("/clusters", """{"clientToken": "api", "name": "by http", "tags": {"team": "data"}}""");
        Assert.Equal(HttpStatusCode.Accepted, posted.StatusCode);
        var location = posted.Headers.Location!.ToString();
        var accepted = await posted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(accepted.GetProperty("estimate").GetProperty("perMonth").GetProperty("high").GetDecimal() > 0);

        var ready = await WaitAsync(location, cluster => Text(cluster, "state") == "waiting");
        var emrId = Text(ready, "emrId")!;
        Assert.True(ready.GetProperty("isReady").GetBoolean());
        Assert.Equal(["http://localhost:8889", "jdbc:hive2://localhost:10000", "thrift://localhost:9083", "http://localhost:8088"], ready.GetProperty("endpoints").EnumerateArray().Select(endpoint => Text(endpoint, "uri")));
        Assert.Equal(["primary onDemand", "core onDemand", "task spot"], ready.GetProperty("instances").EnumerateArray().Select(instance => $"{Text(instance, "role")} {Text(instance, "market")}"));
        Assert.Equal(["completed", "completed"], ready.GetProperty("steps").EnumerateArray().Select(step => Text(step, "state")));
        Assert.True(ready.GetProperty("costSoFar").GetProperty("high").GetDecimal() > 0);
        Assert.Equal($"s3://kinesis-platform/archive/_cluster-logs/{emrId}/", Text(ready, "logUri"));

        using var again = await PostAsync("/clusters", """{"clientToken": "api", "name": "by http", "tags": {"team": "data"}}""");
        Assert.Equal((HttpStatusCode.OK, location), (again.StatusCode, again.Headers.Location!.ToString()));

        // As Amazon's own command line sees it.
        var described = (await AwsCommandLine.RunAsync(_aws.Endpoint, ["emr", "describe-cluster", "--cluster-id", emrId]))!["Cluster"]!;
        Assert.Equal("by http", described["Name"]!.GetValue<string>());
        Assert.Contains(described["Tags"]!.AsArray(), tag => tag!["Key"]!.GetValue<string>() == "kinesis-platform:cluster" && location.EndsWith(tag["Value"]!.GetValue<string>(), StringComparison.Ordinal));

        using var steps = await PostAsync($"{location}/steps", """{"refreshTables": true, "steps": [{"name": "fails", "jar": "command-runner.jar", "args": ["false"]}], "clientToken": "steps"}""");
        Assert.Equal(HttpStatusCode.Accepted, steps.StatusCode);
        Assert.Equal(2, (await steps.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("stepIds").GetArrayLength());
        var failed = (await WaitAsync(location, cluster => cluster.GetProperty("steps").EnumerateArray().Any(step => Text(step, "state") == "failed"))).GetProperty("steps").EnumerateArray().Last();
        Assert.Equal(("fails", "Unknown Error. Command exiting with ret '1'"), (Text(failed, "name"), Text(failed, "reason")));

        using var deleted = await _client.DeleteAsync(new Uri(location, UriKind.Relative));
        Assert.Equal(HttpStatusCode.Accepted, deleted.StatusCode);
        var ended = await WaitAsync(location, cluster => Text(cluster, "state") == "terminated");
        Assert.Equal("It was ended as asked.", Text(ended.GetProperty("reason"), "message"));
        Assert.Equal(Text(accepted, "id"), Text((await _client.GetFromJsonAsync<JsonElement>("/clusters")).GetProperty("clusters")[0], "id"));

        var queue = (await AwsCommandLine.RunAsync(_aws.Endpoint, ["sqs", "get-queue-url", "--queue-name", "kinesis-platform-cluster-events"]))!["QueueUrl"]!.GetValue<string>();
        var events = (await AwsCommandLine.RunAsync(_aws.Endpoint, ["sqs", "receive-message", "--queue-url", queue, "--max-number-of-messages", "10"]))!["Messages"]!.AsArray();
        Assert.Contains(events, message => message!["Body"]!.GetValue<string>().Contains("\"waiting\"", StringComparison.Ordinal));
        // One trace from the request to the launch.
        var launch = await spans.FindAsync("cluster launch", "cluster.id", Text(accepted, "id")!);
        Assert.Contains(spans.Stopped, span => span.Kind == System.Diagnostics.ActivityKind.Server && span.TraceId == launch.TraceId);
    }

    [Fact]
    public async Task Post_DryRun_TellsEverythingAndDoesNothing()
    {
        using var posted = await PostAsync("/clusters", """{"dryRun": true}""");
        var plan = await posted.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        Assert.True(plan.GetProperty("estimate").GetProperty("perMonthAtMaximum").GetProperty("high").GetDecimal() > 0);
        Assert.Equal("emr-7.9.0", Text(plan.GetProperty("runJobFlow"), "ReleaseLabel"));
        Assert.Contains(plan.GetProperty("files").EnumerateObject(), file => file.Name.EndsWith("/kinesis.properties", StringComparison.Ordinal));
        Assert.Empty((await _client.GetFromJsonAsync<JsonElement>("/clusters")).GetProperty("clusters").EnumerateArray());
    }

    [Fact]
    public async Task Requests_ThatAreWrong_AreAnsweredWithProblemDocuments()
    {
        using var wrong = await PostAsync("/clusters", """{"engine": "presto", "clientToken": "not a token", "dryRun": 1, "costLimitPerMonth": "much"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (wrong.StatusCode, wrong.Content.Headers.ContentType!.MediaType));
        var errors = (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(["clientToken", "costLimitPerMonth", "dryRun", "engine"], errors.EnumerateObject().Select(error => error.Name));

        using var dear = await PostAsync("/clusters", """{"costLimitPerMonth": 1}""");
        Assert.Contains("above the limit of 1", await dear.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var none = await _client.GetAsync(new Uri("/clusters/c-00000000000000000000", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        using var noJson = await PostAsync("/clusters", "{\"name\":");
        Assert.Equal(HttpStatusCode.BadRequest, noJson.StatusCode);
        using var twice = await PostAsync("/clusters", """{"name": "a", "name": "b"}""");
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
        using var steps = await PostAsync("/clusters/c-00000000000000000000/steps", "{}");
        Assert.Equal(HttpStatusCode.NotFound, steps.StatusCode);
    }

    [Fact]
    public async Task Endpoints_WithKeysConfigured_AskForOneThatMayAdminister()
    {
        await DisposeAsync();
        var (reader, administrator) = (AccessToken.Create("reader"), AccessToken.Create("administrator"));
        await StartAsync(new()
        {
            ["Access:Keys:0:Id"] = "reader", ["Access:Keys:0:Verifier"] = ScramVerifier.Create(reader.Text).ToString(), ["Access:Keys:0:Streams:0"] = "*",
            ["Access:Keys:1:Id"] = "administrator", ["Access:Keys:1:Verifier"] = ScramVerifier.Create(administrator.Text).ToString(), ["Access:Keys:1:MayAdminister"] = "true",
        });
        async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string? token)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
            if (token is not null) request.Headers.Authorization = new("Bearer", token);
            using var response = await _client.SendAsync(request);
            return response.StatusCode;
        }

        const string none = "/clusters/c-00000000000000000000";
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Post, "/clusters"), (HttpMethod.Get, "/clusters"), (HttpMethod.Get, none), (HttpMethod.Delete, none), (HttpMethod.Post, $"{none}/steps"), (HttpMethod.Get, "/clusters/policies"), (HttpMethod.Get, "/clusters/settings")])
        {
            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, await StatusAsync(method, path, null)));
            Assert.Equal((path, HttpStatusCode.Forbidden), (path, await StatusAsync(method, path, reader.Text)));
        }
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Get, none, administrator.Text));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(HttpMethod.Get, "/clusters", administrator.Text));
    }

    [Fact]
    public async Task Policies_ForThisArchive_AreJsonWithoutPlaceholders()
    {
        var policies = await _client.GetFromJsonAsync<JsonElement>("/clusters/policies");
        foreach (var name in (string[])["provisioner", "instances"])
        {
            var policy = policies.GetProperty(name);
            Assert.Equal("2012-10-17", Text(policy, "Version"));
            Assert.DoesNotContain("${", policy.GetRawText(), StringComparison.Ordinal);
            Assert.All(policy.GetProperty("Statement").EnumerateArray(), statement => Assert.Matches("^[A-Za-z]+$", Text(statement, "Sid")));
            // Nothing is allowed on everything but what EMR knows no resource for, and that only with this archive's tag, or to look; and what lets sessions in.
            Assert.All(policy.GetProperty("Statement").EnumerateArray().Where(statement => statement.GetProperty("Resource").ToString() == "*" && Text(statement, "Sid") != "LetSessionsIn"), statement =>
                Assert.True(statement.TryGetProperty("Condition", out _) || statement.GetProperty("Action").EnumerateArray().All(action => action.GetString()!.Contains(":List", StringComparison.Ordinal) || action.GetString()!.Contains(":Describe", StringComparison.Ordinal))));
        }
        Assert.Contains("arn:aws:ssm:us-east-1:*:parameter/kinesis-platform/gateway-token", policies.GetProperty("instances").GetRawText(), StringComparison.Ordinal);
        var sessions = policies.GetProperty("instances").GetProperty("Statement").EnumerateArray().Single(statement => Text(statement, "Sid") == "LetSessionsIn");
        // AWS Systems Manager user guide, "Session Manager: create a custom IAM role".
        Assert.Equal(
            ["ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"],
            sessions.GetProperty("Action").EnumerateArray().Select(action => action.GetString()));
        Assert.True((await _client.GetFromJsonAsync<JsonElement>("/clusters/settings")).GetProperty("schema").TryGetProperty("properties", out _));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private Task<HttpResponseMessage> PostAsync(string path, string body) => _client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));

    private async Task<JsonElement> WaitAsync(string path, Func<JsonElement, bool> condition)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var found = await _client.GetFromJsonAsync<JsonElement>(path);
            if (condition(found)) return found;
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"{path} is still {found}");
            await Task.Delay(50);
        }
    }
}
