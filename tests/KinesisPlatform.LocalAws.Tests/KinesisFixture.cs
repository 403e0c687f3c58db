using System.Net.Http.Headers;
using System.Text;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>An emulator under a clock that the test moves, and plain HTTP to its Kinesis.</summary>
internal sealed class KinesisFixture : IAsyncDisposable
{
    private readonly LocalAwsServer _server;
    private readonly HttpClient _http = new();
    private readonly bool _isCbor;

    private KinesisFixture(LocalAwsServer server, FakeTimeProvider time, bool isCbor) => (_server, Time, _isCbor) = (server, time, isCbor);

    public FakeTimeProvider Time { get; }

    public Uri Endpoint => _server.Endpoint;

    public HttpClient Http => _http;

    public static async Task<KinesisFixture> StartAsync(bool isCbor = false, Action<LocalAwsOptions>? configure = null)
    {
        var options = new LocalAwsOptions { Port = 0 };
        configure?.Invoke(options);
        var time = new FakeTimeProvider();
        return new(await LocalAwsServer.StartAsync(options, time, default), time, isCbor);
    }

    /// <summary>Starts an emulator that has a stream <c>s</c>.</summary>
    public static async Task<KinesisFixture> WithStreamAsync(int shardCount = 1, bool isCbor = false, Action<LocalAwsOptions>? configure = null)
    {
        var kinesis = await StartAsync(isCbor, configure);
        await kinesis.OkAsync("CreateStream", ("StreamName", "s"), ("ShardCount", shardCount));
        return kinesis;
    }

    public Task<KinesisAnswer> CallAsync(string operation, params (string Name, object? Value)[] members) =>
        SendAsync(operation, KinesisWire.Encode(members.ToDictionary(m => m.Name, m => m.Value), _isCbor));

    public async Task<KinesisAnswer> OkAsync(string operation, params (string Name, object? Value)[] members)
    {
        var answer = await CallAsync(operation, members);
        Assert.True(answer.Status == 200, answer.Status == 200 ? "" : $"{operation}: {answer.Error}: {answer.Message}");
        return answer;
    }

    public async Task<KinesisAnswer> SendAsync(string operation, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _server.Endpoint) { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Amz-Target", $"Kinesis_20131202.{operation}");
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(_isCbor ? "application/x-amz-cbor-1.1" : "application/x-amz-json-1.1");
        using var response = await _http.SendAsync(request);
        var content = await response.Content.ReadAsByteArrayAsync();
        if (content.Length > 0) Assert.Equal(request.Content.Headers.ContentType, response.Content.Headers.ContentType);
        return new((int)response.StatusCode, KinesisWire.Decode(content, _isCbor));
    }

    /// <summary>A payload as the encoding wants it.</summary>
    public object Blob(string text) => _isCbor ? Encoding.UTF8.GetBytes(text) : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public object Blob(int length) => Blob(new string('x', length));

    public static Dictionary<string, object?> Entry(string key, object data) => new() { ["PartitionKey"] = key, ["Data"] = data };

    public async Task<string> PutAsync(string text, string key = "key") =>
        (await OkAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", key), ("Data", Blob(text)))).Text("SequenceNumber");

    public async Task<string> IteratorAsync(string type, string shardId = "shardId-000000000000", params (string Name, object? Value)[] more) =>
        (await OkAsync("GetShardIterator", [("StreamName", "s"), ("ShardId", shardId), ("ShardIteratorType", type), .. more])).Text("ShardIterator");

    public async Task<string[]> ReadAsync(string type, string shardId = "shardId-000000000000", params (string Name, object? Value)[] more)
    {
        var answer = await OkAsync("GetRecords", ("ShardIterator", await IteratorAsync(type, shardId, more)));
        return Texts(answer);
    }

    public static string[] Texts(KinesisAnswer answer) => [.. answer.List("Records").Select(r => Encoding.UTF8.GetString(Convert.FromBase64String(r.Text("Data"))))];

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }
}
