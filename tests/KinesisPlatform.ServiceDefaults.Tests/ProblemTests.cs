using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace KinesisPlatform.ServiceDefaults.Tests;

public sealed class ProblemTests
{
    public static TheoryData<FailureKind, HttpStatusCode> Kinds => new()
    {
        { FailureKind.Invalid, HttpStatusCode.BadRequest },
        { FailureKind.NotFound, HttpStatusCode.NotFound },
        { FailureKind.Conflict, HttpStatusCode.Conflict },
        { FailureKind.Fenced, HttpStatusCode.Conflict },
        { FailureKind.Unavailable, HttpStatusCode.ServiceUnavailable },
        { FailureKind.Data, HttpStatusCode.InternalServerError },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Failure_OfAKind_AnswersItsStatusWithTheMessage(FailureKind kind, HttpStatusCode status)
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/", string () => throw new PlatformException(kind, "Stream x is gone. Create it.")));

        using var response = await service.Client.GetAsync("/");

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Stream x is gone. Create it.", problem.GetProperty("detail").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.Equal(kind == FailureKind.Unavailable, response.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task Failure_Unexpected_ShowsNothingOfTheInside()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/", string () => throw new InvalidOperationException("password=hunter2")));

        using var response = await service.Client.GetAsync("/");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("traceId", body, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", body, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_CallerAcceptsOnlyCsv_StillAnswersAProblem()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/", string () => throw new PlatformException(FailureKind.Invalid, "No.")));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Accept", "text/csv");
        service.Client.DefaultRequestHeaders.Accept.Clear();

        using var response = await service.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("No.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_BrokenJson_NamesThePlace()
    {
        await using var service = await TestService.StartAsync(app => app.MapPost("/", (Order order) => order.Count));

        using var response = await service.Client.PostAsync("/", new StringContent("{\"count\": \n x}", Encoding.UTF8, "application/json"));
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("line 2, byte 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_Unknown_AnswersAProblem()
    {
        await using var service = await TestService.StartAsync(_ => { });

        using var response = await service.Client.GetAsync("/nowhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private sealed record Order(int Count);
}
