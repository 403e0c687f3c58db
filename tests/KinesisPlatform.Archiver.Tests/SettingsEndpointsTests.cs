using System.Net;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ServiceDefaults;
using KinesisPlatform.Streams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Archiver.Tests;

/// <summary><c>GET</c> and <c>PUT /streams/{name}</c> over HTTP, on a bucket in memory.</summary>
public sealed class SettingsEndpointsTests : IAsyncLifetime
{
    private HttpClient Http { get; } = new();
    private readonly MemoryObjectStore _store = new("bucket", TimeProvider.System);
    private FaultyStore _faulty = null!;
    private WebApplication? _app;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Archiver:Streams", "orders-*, clicks"), new("Archiver:StreamSettings:0:Stream", "orders-*"), new("Archiver:StreamSettings:0:BufferAgeMax", "00:05:00"),
            new("AWS_REGION", "eu-central-1"), new("AWS_ENDPOINT_URL", "http://user:password@127.0.0.1:9"),
        ]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        builder.Services.AddArchiver(builder.Configuration);
        // Neither queues nor streams are asked here.
        foreach (var hosted in builder.Services.Where(service => service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && service.ImplementationType?.Name != "GenericWebHostService").ToList())
            builder.Services.Remove(hosted);
        builder.Services.AddSingleton<IObjectStore>(_faulty = new(_store));
        builder.Services.AddSingleton<IDataFileEncoder, TextEncoder>();
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        _app.MapSettings();
        await _app.StartAsync();
        Http.BaseAddress = new(_app.Urls.First());
    }

    [Fact]
    public async Task Put_ThenGet_GiveTheSettingsTheOverridesAndOneETag()
    {
        var put = await PutAsync("orders-eu", """{"bufferBytes":1048576,"retentionHours":720,"ndjson":true,"prefix":"cold","maintenance":{"intervalSeconds":60}}""");
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var get = await Http.GetAsync("/streams/orders-eu");

        var body = await JsonAsync(get);
        Assert.Equal(put.Headers.ETag, get.Headers.ETag);
        Assert.Equal(
            """{"enabled":true,"bufferBytes":1048576,"bufferAgeSeconds":300,"retentionHours":720,"ndjson":true,"prefix":"cold","maintenance":{"enabled":true,"intervalSeconds":60,"fileBytes":134217728}}""",
            body.GetProperty("settings").GetRawText());
        Assert.Equal("""{"bufferBytes":1048576,"retentionHours":720,"ndjson":true,"maintenance":{"intervalSeconds":60}}""", body.GetProperty("overrides").GetRawText());
        Assert.Equal("cold/orders-eu", await _app!.Services.GetRequiredService<IArchiveCatalog>().LocateAsync(new("orders-eu"), default));
    }

    [Fact]
    public async Task Put_Everything_IsSaidAgainAsItWas()
    {
        const string all = """{"enabled":false,"bufferBytes":134217728,"bufferAgeSeconds":900,"retentionHours":null,"ndjson":false,"maintenance":{"enabled":false,"intervalSeconds":86400,"fileBytes":8388608}}""";

        await PutAsync("orders-eu", all);

        Assert.Equal(all, (await JsonAsync(await Http.GetAsync("/streams/orders-eu"))).GetProperty("overrides").GetRawText());
    }

    [Fact]
    public async Task Put_ManyErrors_AreToldAtOnceAndNothingIsChanged()
    {
        var answer = await PutAsync("orders-eu", """
            {"enabled":"yes","bufferBytes":1,"bufferAgeSeconds":901,"retentionHours":0,"prefix":"/a","bufferSize":1,"ndjson":true,"ndjson":true,"maintenance":{"interval":1,"fileBytes":1e99}}
            """);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            ["bufferAgeSeconds", "bufferBytes", "bufferSize", "enabled", "maintenance.fileBytes", "maintenance.interval", "ndjson", "prefix", "retentionHours"],
            (await JsonAsync(answer)).GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/streams/orders-eu")).StatusCode);
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.OK)]
    public async Task Put_Body_MustBeAnObject(string body, HttpStatusCode status) => Assert.Equal(status, (await PutAsync("clicks", body)).StatusCode);

    [Fact]
    public async Task Put_NotAStreamName_IsRefused() => Assert.Equal(HttpStatusCode.BadRequest, (await PutAsync("or%20ders", "{}")).StatusCode);

    [Fact]
    public async Task Put_Preconditions_DecideWhoWins()
    {
        var first = await PutAsync("clicks", "{}", ifNoneMatch: "*");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync("clicks", "{}", ifNoneMatch: "*")).StatusCode);
        var etag = first.Headers.ETag!.Tag;

        Assert.Equal(HttpStatusCode.OK, (await PutAsync("clicks", """{"ndjson":true}""", ifMatch: etag)).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PutAsync("clicks", """{"ndjson":false}""", ifMatch: etag)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("clicks", """{"enabled":false}""", ifMatch: "*")).StatusCode);

        Assert.Equal("""{"enabled":false}""", (await JsonAsync(await Http.GetAsync("/streams/clicks"))).GetProperty("overrides").GetRawText());
    }

    [Fact]
    public async Task Put_WithAPrefixAndOvertaken_DecidesNoPlace()
    {
        _faulty.BeforePut = async key =>
        {
            if (key != "archive/_config/orders-eu.json") return;
            _faulty.BeforePut = _ => Task.CompletedTask;
            Assert.Equal(HttpStatusCode.OK, (await PutAsync("orders-eu", """{"bufferAgeSeconds":10}""")).StatusCode);
        };

        Assert.Equal(HttpStatusCode.Conflict, (await PutAsync("orders-eu", """{"prefix":"cold"}""")).StatusCode);

        Assert.Equal("archive/orders-eu", await _app!.Services.GetRequiredService<IArchiveCatalog>().LocateAsync(new("orders-eu"), default));
        Assert.Equal(10, (await JsonAsync(await Http.GetAsync("/streams/orders-eu"))).GetProperty("settings").GetProperty("bufferAgeSeconds").GetInt32());
    }

    [Fact]
    public async Task Put_TableComesToBeMeanwhile_SaysWhatIsInForce()
    {
        _faulty.BeforePut = async key =>
        {
            if (key != "archive/_config/orders-eu.json") return;
            _faulty.BeforePut = _ => Task.CompletedTask;
            await _app!.Services.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(new("orders-eu"), default);
        };

        var answer = await PutAsync("orders-eu", """{"bufferAgeSeconds":10,"prefix":"cold"}""");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("The other settings of the request are in force.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(10, (await JsonAsync(await Http.GetAsync("/streams/orders-eu"))).GetProperty("settings").GetProperty("bufferAgeSeconds").GetInt32());
    }

    [Fact]
    public async Task Put_PrefixOfATableThatExists_IsAConflictThatSaysWhereItIs()
    {
        await _app!.Services.GetRequiredService<IArchiveCatalog>().OpenOrCreateAsync(new("clicks"), default);

        var answer = await PutAsync("clicks", """{"prefix":"cold","ndjson":true}""");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("archive/clicks", (await JsonAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("clicks", """{"prefix":"archive","ndjson":true}""")).StatusCode);
    }

    [Fact]
    public void Options_Wrong_AreAllReported()
    {
        Dictionary<string, string?> wrong = new()
        {
            ["Archiver:Streams:0"] = "or ders", ["Archiver:StreamSettings:0:Stream"] = "", ["Archiver:StreamSettings:0:BufferBytesMax"] = "1", ["Archiver:StreamSettings:0:Prefix"] = "archive/x",
            ["Archiver:LossDegradedAt"] = "0.9",
        };
        using var services = new ServiceCollection().AddLogging().AddArchiver(new ConfigurationBuilder().AddInMemoryCollection(wrong).Build())
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(wrong).Build()).BuildServiceProvider();

        var error = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() => services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ArchiverOptions>>().Value);

        Assert.Equal(5, error.Failures.Count());
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
    }

    private async Task<HttpResponseMessage> PutAsync(string stream, string body, string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/streams/{stream}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await Http.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
