using System.Net.Http.Json;
using System.Text.Json;
using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ClusterProvisioner.Tests.Fakes;

/// <summary>EMR and S3 under a clock that the test moves, reached over HTTP as on AWS.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    public static readonly TimeSpan Transition = TimeSpan.FromMinutes(1);

    private readonly LocalAwsServer _server;
    private readonly HttpClient _http = new();
    private readonly AmazonElasticMapReduceClient _emr;

    private Emulator(LocalAwsServer server, FakeTimeProvider time)
    {
        (_server, Time) = (server, time);
        _emr = new(TestCredentials.Basic, new AmazonElasticMapReduceConfig { ServiceURL = server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", UseHttp = true });
    }

    public FakeTimeProvider Time { get; }

    public Uri Endpoint => _server.Endpoint;

    public IAmazonElasticMapReduce Emr => _emr;

    public static async Task<Emulator> StartAsync()
    {
        var time = new FakeTimeProvider();
        return new(await LocalAwsServer.StartAsync(new() { Port = 0, Buckets = { "kinesis-platform" }, EmrTransition = Transition }, time, default), time);
    }

    public Instance NewInstance(IReadOnlyDictionary<string, string?>? settings = null) => new(Endpoint, Time, settings);

    /// <summary>Requests of an operation fail, or lose their answers.</summary>
    public async Task FaultAsync(object fault)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Endpoint, "/_local/faults"), fault);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task LoseAnswerAsync(string operation, int count = 1) => FaultAsync(new { service = "elasticmapreduce", operation, kind = "lostResponse", count });

    public Task FailAsync(string operation, string code, int statusCode = 400, int count = 1) => FaultAsync(new { service = "elasticmapreduce", operation, kind = "error", statusCode, code, message = $"Injected: {code}", count });

    public async Task ClearFaultsAsync() => (await _http.DeleteAsync(new Uri(Endpoint, "/_local/faults"))).Dispose();

    /// <summary>How often requests of an operation were struck.</summary>
    public async Task<int> StruckAsync() => (await _http.GetFromJsonAsync<JsonElement>(new Uri(Endpoint, "/_local/faults")))[0].GetProperty("struckCount").GetInt32();

    /// <summary>The next cluster does not start: validation, capacity or bootstrap.</summary>
    public async Task FailNextClusterAsync(string kind)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(Endpoint, "/_local/emr/failures"), new { kind });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Every cluster there ever was, by the document's id in its tag.</summary>
    public async Task<ILookup<string, string>> ClustersByTagAsync()
    {
        var clusters = new List<(string, string)>();
        foreach (var summary in (await _emr.ListClustersAsync(new(), default)).Clusters ?? [])
        {
            var cluster = (await _emr.DescribeClusterAsync(new() { ClusterId = summary.Id }, default)).Cluster!;
            clusters.Add((cluster.Tags?.Find(tag => tag.Key == "kinesis-platform:cluster")?.Value ?? "", cluster.Id!));
        }
        return clusters.ToLookup(cluster => cluster.Item1, cluster => cluster.Item2);
    }

    public async Task<Cluster> DescribeAsync(string emrId) => (await _emr.DescribeClusterAsync(new() { ClusterId = emrId }, default)).Cluster!;

    public async ValueTask DisposeAsync()
    {
        _emr.Dispose();
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
