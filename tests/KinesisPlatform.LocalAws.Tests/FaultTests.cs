using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class FaultTests
{
    [Fact]
    public async Task Error_WithACount_StrikesSoManyRequestsOfTheOperation()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: true);
        using var created = await InjectAsync(kinesis, """{"service":"kinesis","operation":"PutRecord","kind":"error","statusCode":503,"code":"ServiceUnavailableException","message":"Later.","count":2}""");

        var struck = new[] { await PutAsync(kinesis), await PutAsync(kinesis) };
        await kinesis.OkAsync("DescribeStreamSummary", ("StreamName", "s"));
        var later = await PutAsync(kinesis);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.All(struck, a => Assert.Equal((503, "ServiceUnavailableException", "Later."), (a.Status, a.Error, a.Message)));
        Assert.Equal(200, later.Status);
        Assert.Equal(["x"], await kinesis.ReadAsync("TRIM_HORIZON"));
        var listed = await kinesis.Http.GetFromJsonAsync<JsonElement>(new Uri(kinesis.Endpoint, "/_local/faults"));
        Assert.Equal(2, listed[0].GetProperty("struckCount").GetInt32());
    }

    [Fact]
    public async Task LostResponse_HasItsEffectButNoAnswer()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        using var created = await InjectAsync(kinesis, """{"operation":"PutRecord","kind":"lostResponse","count":1}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => PutAsync(kinesis));

        Assert.Equal(["x"], await kinesis.ReadAsync("TRIM_HORIZON"));
    }

    [Fact]
    public async Task LostResponse_OfS3_HasItsEffectButNoAnswer()
    {
        await using var kinesis = await KinesisFixture.StartAsync(configure: o => o.Buckets.Add("bucket"));
        using var created = await InjectAsync(kinesis, """{"service":"s3","operation":"PutObject","kind":"lostResponse"}""");
        var address = new Uri(kinesis.Endpoint, "/bucket/key");

        await Assert.ThrowsAsync<HttpRequestException>(() => kinesis.Http.PutAsync(address, new StringContent("content")));

        Assert.Equal("content", await kinesis.Http.GetStringAsync(address));
    }

    [Fact]
    public async Task Latency_DelaysUntilTheClockHasMoved()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        using var created = await InjectAsync(kinesis, """{"kind":"latency","delayMilliseconds":5000,"count":1}""");

        var put = PutAsync(kinesis);
        while (!put.IsCompleted)
        {
            // The request reaches its delay in real time: nudge the clock until it has.
            kinesis.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(200, (await put).Status);
        Assert.True(kinesis.Time.GetUtcNow() >= new DateTimeOffset(2026, 1, 1, 0, 0, 5, TimeSpan.Zero));
    }

    [Fact]
    public async Task Probability_WithASeed_StrikesTheSameRequestsEachTime()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        async Task<string> RunAsync()
        {
            using var cleared = await kinesis.Http.DeleteAsync(new Uri(kinesis.Endpoint, "/_local/faults"));
            using var created = await InjectAsync(kinesis, """{"service":"kinesis","kind":"error","probability":0.5,"seed":42}""");
            var statuses = new List<int>();
            for (var i = 0; i < 20; i++) statuses.Add((await kinesis.CallAsync("DescribeStreamSummary", ("StreamName", "s"))).Status);
            return string.Join(' ', statuses);
        }

        var first = await RunAsync();

        Assert.Equal(first, await RunAsync());
        Assert.Contains("500", first, StringComparison.Ordinal);
        Assert.Contains("200", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvalidFault_IsRefusedWithEveryError()
    {
        await using var kinesis = await KinesisFixture.StartAsync();

        using var refused = await InjectAsync(kinesis, """{"service":"ec2","kind":"latency","probability":2}""");
        using var misspelt = await InjectAsync(kinesis, """{"kind":"error","propability":0.5}""");

        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(["delayMilliseconds", "probability", "service"], errors.EnumerateObject().Select(e => e.Name).Order());
        Assert.Equal(HttpStatusCode.BadRequest, misspelt.StatusCode);
        Assert.Contains("propability", await misspelt.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_NamesTheServicesThatRun()
    {
        await using var kinesis = await KinesisFixture.StartAsync();

        var health = await kinesis.Http.GetFromJsonAsync<JsonElement>(new Uri(kinesis.Endpoint, "/_local/health"));

        Assert.Equal(["elasticmapreduce", "kinesis", "s3", "sqs"], health.GetProperty("services").EnumerateObject().Select(s => s.Name).Order());
    }

    private static Task<HttpResponseMessage> InjectAsync(KinesisFixture kinesis, string fault) =>
        kinesis.Http.PostAsync(new Uri(kinesis.Endpoint, "/_local/faults"), new StringContent(fault));

    private static Task<KinesisAnswer> PutAsync(KinesisFixture kinesis) =>
        kinesis.CallAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")));
}
