using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>That the server of the other tests is one to Trino's own JavaScript client, too.</summary>
public sealed class TrinoServerTests
{
    private static readonly (string, string, string?)[] Columns = [("n", "bigint", null)];

    [Fact]
    public async Task Server_ToAnotherClient_IsATrino()
    {
        await using var server = await TrinoServer.StartAsync();
        server.On("three pages", TrinoAnswer.Empty, TrinoAnswer.Of(Columns, [1], [2]), TrinoAnswer.Empty, TrinoAnswer.Of(Columns, [3]));
        server.On("failing", TrinoAnswer.Of(Columns, [1]), TrinoAnswer.Failed("DIVISION_BY_ZERO", "USER_ERROR", "Division by zero"));

        using var pages = JsonDocument.Parse(await NodeScript.RunAsync("trino_client.mjs", server.Address.ToString(), "select three pages"));
        using var failing = JsonDocument.Parse(await NodeScript.RunAsync("trino_client.mjs", server.Address.ToString(), "select failing"));

        Assert.Equal("""{"columns":["n"],"rows":[[1],[2],[3]],"error":null}""", pages.RootElement.GetRawText());
        Assert.Equal("DIVISION_BY_ZERO", failing.RootElement.GetProperty("error").GetString());
    }
}
