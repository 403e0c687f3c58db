using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests;

public sealed class ResultPageTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Rows = "select x, repeat('y', 100) as y, x::decimal(38, 10) as d from range(2500) t(x)";

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv")]
    public async Task Pages_FollowedByTheirLinks_HoldEveryRowOnce_AndAreTheSameAgain(string accept)
    {
        using var first = await gateway.PostAsync(new { sql = Rows, page = new { rows = 999 } }, accept);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var bodies = new List<string> { await first.Content.ReadAsStringAsync() };
        var paths = new List<string> { $"/queries/{IdOf(first)}/results" };
        for (var next = Next(first); next is not null;)
        {
            paths.Add(next);
            using var page = await GetAsync(next, accept);
            Assert.Equal(first.Content.Headers.ContentType, page.Content.Headers.ContentType);
            bodies.Add(await page.Content.ReadAsStringAsync());
            next = Next(page);
        }

        Assert.Equal(3, bodies.Count);
        Assert.Equal(Enumerable.Range(0, 2500), bodies.SelectMany(body => Numbers(body, accept)));
        foreach (var i in new[] { 2, 0, 1, 0 })
        {
            using var again = await GetAsync(paths[i], accept);
            Assert.Equal(bodies[i], await again.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Page_OfJson_SaysWhereItStandsAndWhatIsNext()
    {
        using var first = await gateway.PostAsync(new { sql = Rows, page = new { rows = 2000 }, numbers = "string" });
        using var one = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        var next = one.RootElement.GetProperty("next").GetString()!;
        using var two = JsonDocument.Parse(await gateway.Http.GetStringAsync(next));

        Assert.Equal($"/queries/{IdOf(first)}/results?page=2&numbers=string", next);
        Assert.Equal("""{"number":1,"firstRow":0,"rowCount":2000}""", one.RootElement.GetProperty("page").GetRawText());
        Assert.False(one.RootElement.TryGetProperty("stats", out _));
        Assert.Equal("""{"number":2,"firstRow":2000,"rowCount":500}""", two.RootElement.GetProperty("page").GetRawText());
        Assert.Equal(JsonValueKind.Null, two.RootElement.GetProperty("next").ValueKind);
        Assert.Equal(2500, two.RootElement.GetProperty("stats").GetProperty("rowCount").GetInt64());
        Assert.Equal("2000", two.RootElement.GetProperty("rows")[0][0].GetString());
        Assert.Equal("2000.0000000000", two.RootElement.GetProperty("rows")[0][2].GetString());
    }

    [Fact]
    public async Task Json_MoreThanAPageHolds_IsPagedWithoutAsking()
    {
        using var first = await gateway.PostAsync(new { sql = "select x from range(100001) t(x)" });
        using var one = JsonDocument.Parse(await first.Content.ReadAsStringAsync());
        Assert.Equal(100_000, one.RootElement.GetProperty("rows").GetArrayLength());
        using var two = JsonDocument.Parse(await gateway.Http.GetStringAsync(one.RootElement.GetProperty("next").GetString()));
        Assert.Equal("[[100000]]", two.RootElement.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Result_ThatFitsOnOnePage_IsNotKept_NorOneThatIsDeleted()
    {
        using var small = await gateway.PostAsync(new { sql = "select 1" });
        using var smallAgain = await gateway.Http.GetAsync($"/queries/{IdOf(small)}/results");
        Assert.Equal((HttpStatusCode.Gone, "application/problem+json"), (smallAgain.StatusCode, smallAgain.Content.Headers.ContentType?.MediaType));

        using var large = await gateway.PostAsync(new { sql = Rows, page = new { rows = 10 } });
        var results = $"/queries/{IdOf(large)}/results";
        Assert.Equal(HttpStatusCode.OK, (await gateway.Http.GetAsync($"{results}?page=250")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Http.GetAsync($"{results}?page=251")).StatusCode);
        var view = (await gateway.Http.GetFromJsonAsync<JsonElement>($"/queries/{IdOf(large)}")).GetProperty("result");
        Assert.Equal((250, true, results), (view.GetProperty("pageCount").GetInt32(), view.GetProperty("isComplete").GetBoolean(), view.GetProperty("href").GetString()));
        Assert.True(view.GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"/queries/{IdOf(large)}")).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await gateway.Http.GetAsync($"{results}?page=2")).StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Async_AnswersAtOnce_AndTheResultIsFetchedLater(bool byHeader)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sql") { Content = JsonContent.Create(new { sql = "select count(*) from flights", async = !byHeader }) };
        if (byHeader) request.Headers.Add("Prefer", "respond-async");
        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.Accepted, $"/queries/{IdOf(response)}"), (response.StatusCode, response.Headers.Location?.ToString()));
        Assert.Equal(IdOf(response), (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString());
        for (var i = 0; i < 2; i++)
        {
            using var answer = JsonDocument.Parse(await gateway.Http.GetStringAsync($"/queries/{IdOf(response)}/results"));
            Assert.Equal("[[6]]", answer.RootElement.GetProperty("rows").GetRawText());
        }
    }

    [Fact]
    public async Task Async_ResultThatIsNotThereYet_Is202_AndDeletingStopsTheQuery()
    {
        using var response = await gateway.PostAsync(new { sql = "select count(*) from range(100000000000) t(x) where hash(x) = 1", async = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/queries/{IdOf(response)}/results");
        request.Headers.Add("Prefer", "wait=0");
        using var early = await gateway.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Accepted, early.StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"/queries/{IdOf(response)}")).StatusCode);
        Assert.Equal("cancelled", (await gateway.Http.GetFromJsonAsync<JsonElement>($"/queries/{IdOf(response)}")).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await gateway.Http.GetAsync($"/queries/{IdOf(response)}/results")).StatusCode);
    }

    [Theory]
    [InlineData("select nope", null, HttpStatusCode.BadRequest, "nope")]
    [InlineData("select case when x = 90000 then 'no number' else '1' end::int from range(100000) t(x)", null, HttpStatusCode.BadRequest, "no number")]
    [InlineData("select count(*) from range(100000000000) t(x) where hash(x) = 1", 0.5, HttpStatusCode.GatewayTimeout, "0.5 s")]
    public async Task Async_QueryThatFails_TellsWhyWhenItsResultIsFetched(string sql, double? timeoutSeconds, HttpStatusCode status, string expected)
    {
        using var response = await gateway.PostAsync(new { sql, timeoutSeconds, async = true });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        using var result = await gateway.Http.GetAsync($"/queries/{IdOf(response)}/results");
        Assert.Equal((status, "application/problem+json"), (result.StatusCode, result.Content.Headers.ContentType?.MediaType));
        Assert.Contains(expected, await result.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(expected, (await gateway.Http.GetFromJsonAsync<JsonElement>($"/queries/{IdOf(response)}")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Async_TimeoutThatNoQueryMayHave_IsRefusedAtOnce()
    {
        using var response = await gateway.PostAsync(new { sql = "select 1", timeoutSeconds = 80_000, async = true });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Json_FailureBehindTheFirstRows_IsAStatusAndNoHalfDocument()
    {
        using var response = await gateway.PostAsync(new { sql = "select case when x = 90000 then 'no number' else '1' end::int from range(100000) t(x)" });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string IdOf(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Query-Id"));

    // </queries/...>; rel="next"
    private static string? Next(HttpResponseMessage response) => response.Headers.TryGetValues("Link", out var links) ? links.Single()[1..].Split('>')[0] : null;

    private static IEnumerable<int> Numbers(string body, string accept)
    {
        if (accept == "application/json") return [.. JsonDocument.Parse(body).RootElement.GetProperty("rows").EnumerateArray().Select(row => row[0].GetInt32())];
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return accept == "text/csv" ? lines.Skip(1).Select(line => int.Parse(line.Split(',')[0], null)) : lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("x").GetInt32());
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", accept);
        return await gateway.Http.SendAsync(request);
    }
}
