using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Attacks;

/// <summary>
/// A gateway with two tenants: one attacks, the other has work of its own. Its machine holds what the attacker must not get at: a file, a variable of the environment, a stream.
/// </summary>
public sealed class AttackedGateway : IAsyncLifetime
{
    /// <summary>In everything that is not the attacker's.</summary>
    public const string Secret = "ultramarine";

    public const string SecretVariable = "GATEWAY_TESTS_VARIABLE";

    private readonly TestKey _attacker = new("attacker"), _neighbour = new("neighbour");

    public AttackedGateway() => Gateway = new(
    [
        .. _attacker.Settings(0, ("Streams:0", "flights")),
        .. _neighbour.Settings(1, ("Streams:0", "*")),
        // Little of everything, so that what bursts bursts soon.
        ("Sql:WorkerThreads", "1"), ("Sql:WorkerMemoryBytesMax", $"{96 << 20}"), ("Sql:WorkerProcessBytesMax", $"{768 << 20}"), ("Sql:WorkerTempBytesMax", $"{32 << 20}"),
    ]);

    internal GatewayHost Gateway { get; }

    public string SecretFile => Path.Combine(Gateway.Folder, "secret.csv");

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable(SecretVariable, Secret);
        await Gateway.InitializeAsync();
        await File.WriteAllTextAsync(SecretFile, $"name\n{Secret}\n");
        Gateway.Streams.Create("payroll", 1);
        Gateway.Streams.Put("payroll", Secret, $$"""{"name":"{{Secret}}"}""");
        await Gateway.Archiver.ArchiveAsync("payroll");
    }

    public Task DisposeAsync() => Gateway.DisposeAsync();

    public Task<HttpResponseMessage> AttackAsync(object body, string? accept = null) => Gateway.PostAsync(body, accept, _attacker.Token);

    public Task<HttpResponseMessage> SendAsAttackerAsync(HttpMethod method, string path) => Gateway.SendAsync(method, path, _attacker.Token);

    /// <summary>The other tenant's own work: a query that must have its answer whatever the attacker does.</summary>
    public async Task WorkAsNeighbourAsync()
    {
        using var answer = await Gateway.PostAsync(new { sql = "select count(*) from flights", timeoutSeconds = 300 }, token: _neighbour.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("[[6]]", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("rows").GetRawText());
    }

    /// <summary>States of the attacker's queries by id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StatesAsync()
    {
        using var answer = await SendAsAttackerAsync(HttpMethod.Get, "/queries?limit=10000");
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("queries").EnumerateArray()
            .ToDictionary(query => query.GetProperty("id").GetString()!, query => query.GetProperty("state").GetString()!);
    }

    /// <summary>Nothing of what is hidden, and nothing about the machine.</summary>
    public void AssertNothingTold(string told)
    {
        Assert.DoesNotContain(Secret, told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("root:", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Gateway.Folder, told, StringComparison.Ordinal);
        Assert.DoesNotContain(AppContext.BaseDirectory.TrimEnd('/'), told, StringComparison.Ordinal);
        Assert.DoesNotContain("   at KinesisPlatform", told, StringComparison.Ordinal);
    }
}
