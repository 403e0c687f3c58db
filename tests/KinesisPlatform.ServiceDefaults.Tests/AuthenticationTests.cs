using System.Net;
using System.Text.Json;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Startup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KinesisPlatform.ServiceDefaults.Tests;

public sealed class AuthenticationTests
{
    private static readonly AccessToken Reader = AccessToken.Create("reader");
    private static readonly AccessToken Operator = AccessToken.Create("operator");

    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Access:Keys:0:Id"] = "reader", ["Access:Keys:0:Verifier"] = ScramVerifier.Create(Reader.Text).ToString(), ["Access:Keys:0:Streams:0"] = "*",
        ["Access:Keys:1:Id"] = "operator", ["Access:Keys:1:Verifier"] = ScramVerifier.Create(Operator.Text).ToString(), ["Access:Keys:1:MayAdminister"] = "true",
    };

    [Fact]
    public async Task Request_WithoutKey_IsRefusedWithAProblemThatSaysHow()
    {
        await using var service = await TestService.StartAsync(Map, settings: Keys);

        using var answer = await service.Client.GetAsync("/who");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer realm=\"KinesisPlatform\"", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Authorization: Bearer", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer kp_reader_0123456789012345678901234567890123456789012")]
    [InlineData("Bearer kp_nobody_0123456789012345678901234567890123456789012")]
    [InlineData("Basic cmVhZGVyOnNlY3JldA==")]
    public async Task Request_WithAWrongKey_IsRefusedAlikeWhetherOrNotThereIsSuchAKey(string header)
    {
        await using var service = await TestService.StartAsync(Map, settings: Keys);

        using var answer = await SendAsync(service, "/who", header);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Contains("is not valid here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_WithItsKey_RunsInItsName()
    {
        await using var service = await TestService.StartAsync(Map, settings: Keys);

        using var answer = await SendAsync(service, "/who", $"bearer {Reader.Text}");

        Assert.Equal("reader", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AdministratorsEndpoint_WithAnotherKey_IsForbidden()
    {
        await using var service = await TestService.StartAsync(Map, settings: Keys);

        using var forbidden = await SendAsync(service, "/admin", $"Bearer {Reader.Text}");
        using var allowed = await SendAsync(service, "/admin", $"Bearer {Operator.Text}");

        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Contains("MayAdminister", await forbidden.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, allowed.StatusCode);
    }

    [Fact]
    public async Task Path_ThatDoesNotExist_AsksForAKeyToo()
    {
        await using var service = await TestService.StartAsync(Map, settings: Keys);

        using var answer = await service.Client.GetAsync("/nothing");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task WrongKeys_TooMany_AreAnsweredWith429AndTheKnownKeyGoesOn()
    {
        await using var service = await TestService.StartAsync(Map, settings: new Dictionary<string, string?>(Keys) { ["Access:WrongTokensPerSecondAndAddressMax"] = "1" });
        using var known = await SendAsync(service, "/who", $"Bearer {Reader.Text}");

        HttpResponseMessage? answer = null;
        for (var i = 0; i < 20; i++)
        {
            answer?.Dispose();
            answer = await SendAsync(service, "/who", $"Bearer kp_reader_{i:D40}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        using var again = await SendAsync(service, "/who", $"Bearer {Reader.Text}");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        answer.Dispose();
    }

    [Fact]
    public async Task Health_WithoutKey_SaysWhetherButNotWhat()
    {
        await using var service = await TestService.StartAsync(Map, settings: Keys, configure: builder => builder.Services.AddHealthChecks().AddCheck("stream orders", () => HealthCheckResult.Healthy()));

        using var open = JsonDocument.Parse(await service.Client.GetStringAsync("/health"));
        using var answer = await SendAsync(service, "/health", $"Bearer {Operator.Text}");
        using var whole = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal("Healthy", open.RootElement.GetProperty("status").GetString());
        Assert.Equal(0, open.RootElement.GetProperty("checks").GetArrayLength());
        Assert.Equal(1, whole.RootElement.GetProperty("checks").GetArrayLength());
    }

    [Fact]
    public async Task WithoutKeys_OnLoopback_LetsInAsEverything()
    {
        await using var service = await TestService.StartAsync(Map);

        Assert.Equal("", await service.Client.GetStringAsync("/who"));
        Assert.Equal("ok", await service.Client.GetStringAsync("/admin"));
    }

    [Theory]
    [InlineData("http://*:0")]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://somehost:0")]
    public async Task WithoutKeys_ListeningElsewhere_DoesNotStartAndSaysWhatToDo(string url)
    {
        await using var error = new StringWriter();
        var app = TestService.Build(Map, builder => builder.WebHost.UseUrls(url));

        Assert.Equal(1, await new ServiceRun(app, error).RunAsync(CancellationToken.None));

        Assert.Contains("no API keys are configured", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("create-key", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutKeys_EndpointOfKestrelsOwnConfiguration_IsHeldToItToo()
    {
        await using var error = new StringWriter();
        var app = TestService.Build(Map, settings: new Dictionary<string, string?> { ["Kestrel:Endpoints:Http:Url"] = "http://*:0" });

        Assert.Equal(1, await new ServiceRun(app, error).RunAsync(CancellationToken.None));

        Assert.Contains("no API keys are configured", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithKeys_ListeningElsewhere_Starts()
    {
        await using var service = await TestService.StartAsync(Map, builder => builder.WebHost.UseUrls("http://0.0.0.0:0"), Keys);

        Assert.NotNull(service);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/who", (HttpContext context) => context.Access().KeyId);
        app.MapGet("/admin", () => "ok").RequireAuthorization(AccessPolicies.Administer);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestService service, string path, string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Assert.True(request.Headers.TryAddWithoutValidation("Authorization", header));
        return await service.Client.SendAsync(request);
    }
}
