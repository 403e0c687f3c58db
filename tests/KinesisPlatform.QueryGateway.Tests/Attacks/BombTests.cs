using System.Net;
using System.Text;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Attacks;

/// <summary>Statements that would take all there is: stopped in time, while the other tenant goes on.</summary>
public sealed class BombTests(AttackedGateway gateway) : IClassFixture<AttackedGateway>
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Endless => [.. Bombs.Endless.Keys];

    public static TheoryData<string> Texts => [.. Bombs.Texts.Keys];

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task Bomb_IsStoppedInTime_AndTheNeighbourHasItsAnswer(string bomb)
    {
        var (status, told, id) = await ThrowAsync(new { sql = Bombs.Endless[bomb], timeoutSeconds = Bombs.TimeoutSeconds }, "application/x-ndjson");

        // Out of time, or out of memory before; where rows were out already, the stream breaks off.
        Assert.True(status is HttpStatusCode.GatewayTimeout or HttpStatusCode.BadRequest or null, $"{status}: {told}");
        if (id is not null) Assert.NotEqual("finished", (await gateway.StatesAsync())[id]);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_LongDeepOrWide_IsAnsweredOrRefusedInTime(string text)
    {
        var (status, told, _) = await ThrowAsync(Bombs.Texts[text](), "application/x-ndjson");

        Assert.True(status is null or HttpStatusCode.OK or HttpStatusCode.GatewayTimeout or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge, $"{status}: {told}");
    }

    [Fact]
    public async Task Bombs_InAllWorkersOneTenantMayHave_LeaveTheOthersTheirs()
    {
        string[] bombs = ["one huge comparison", "a cross join", "a subquery for each row"];
        var running = bombs.Select(bomb => gateway.AttackAsync(new { sql = Bombs.Endless[bomb], timeoutSeconds = 120 })).ToList();
        // And more that wait for them.
        running.AddRange(Enumerable.Range(0, 10).Select(_ => gateway.AttackAsync(new { sql = Bombs.Endless["hashing"], timeoutSeconds = 120 })));
        IReadOnlyDictionary<string, string> states;
        do
        {
            states = await gateway.StatesAsync();
        }
        while (states.Values.Count(state => state == "running") < bombs.Length);
        var thrown = states.Where(state => state.Value == "running").Select(state => state.Key).ToList();

        for (var i = 0; i < 5; i++) await gateway.WorkAsNeighbourAsync();

        states = await gateway.StatesAsync();
        Assert.All(thrown, id => Assert.Equal("running", states[id]));
        foreach (var (id, _) in states.OrderByDescending(state => state.Value == "queued"))
            (await gateway.SendAsAttackerAsync(HttpMethod.Delete, $"/queries/{id}")).Dispose();
        foreach (var answer in await Task.WhenAll(running))
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            answer.Dispose();
        }
    }

    /// <returns>No status: the connection broke off.</returns>
    private async Task<(HttpStatusCode? Status, string Told, string? QueryId)> ThrowAsync(object body, string accept)
    {
        await using var lateness = new Lateness();
        var attack = ReadAsync(body, accept);
        var work = gateway.WorkAsNeighbourAsync();
        var (answer, elapsed) = await attack;
        var (limit, late) = (TimeSpan.FromSeconds(Bombs.TimeoutSeconds) + Grace, await lateness.StopAsync());
        await work;

        Assert.True(elapsed <= limit + late, $"Took {elapsed}; the limit is {limit}, and the machine was late by {late}.");
        gateway.AssertNothingTold(answer.Told);
        return answer;
    }

    private async Task<((HttpStatusCode? Status, string Told, string? QueryId) Answer, TimeSpan Elapsed)> ReadAsync(object body, string accept)
    {
        var content = body as string ?? JsonSerializer.Serialize(body);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string? id = null;
        var told = new StringBuilder();
        try
        {
            using var answer = await gateway.AttackAsync(content, accept);
            id = answer.Headers.TryGetValues("Query-Id", out var ids) ? ids.Single() : null;
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            var buffer = new char[1 << 16];
            // Its beginning: a result may be as large as it likes, and is read to see it end.
            for (int count; (count = await reader.ReadAsync(buffer)) > 0;) if (told.Length < 100_000) told.Append(buffer, 0, count);
            // A problem is short, whatever it is about.
            if (!answer.IsSuccessStatusCode) Assert.InRange(told.Length, 10, 5000);
            return ((answer.StatusCode, told.ToString(), id), watch.Elapsed);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return ((null, told.ToString(), id), watch.Elapsed);
        }
    }
}
