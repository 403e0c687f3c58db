using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.QueryGateway.Tests.Tenants;

/// <summary>The command line as the owners of keys run it. A key is in a variable or a file, never in an argument, and nowhere in what is written.</summary>
public sealed class KpTests(KeyedGateway gateway) : IClassFixture<KeyedGateway>
{
    private string Part => gateway.TokenOf("part");

    [Fact]
    public async Task Streams_WithAKeyFromTheEnvironment_AreThoseItMayRead()
    {
        var part = await RunAsync(["streams"], Part);
        var whole = await RunAsync(["streams"], gateway.TokenOf("whole"));

        Assert.Equal((0, "flights"), (part.ExitCode, part.Output.Trim()));
        Assert.Contains("payroll", whole.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_WithAKeyFromItsFile_SeesItsRows()
    {
        var folder = Directory.CreateTempSubdirectory("kp-");
        try
        {
            var (key, config) = (Path.Combine(folder.FullName, "key"), Path.Combine(folder.FullName, "config.json"));
            await File.WriteAllTextAsync(key, $"{Part}\n");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new { apiKeyFile = key }));

            var byOption = await RunAsync(["sql", "--format", "csv", "select count(*) n, max(partition_key) k from flights", "--api-key-file", key], null);
            var byConfig = await RunAsync(["sql", "--format", "csv", "select count(*) n, max(partition_key) k from flights", "--config", config], null);

            Assert.Equal((0, "n,k\r\n1,key1\r\n", ""), (byOption.ExitCode, byOption.Output, byOption.Error));
            Assert.Equal((0, "n,k\r\n1,key1\r\n", ""), (byConfig.ExitCode, byConfig.Output, byConfig.Error));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task AnyCommand_WithAWrongKeyOrNone_SaysWhereKpTakesOneFrom()
    {
        var wrong = Part[..^6] + "wrong0";
        foreach (var token in (string?[])[wrong, null])
        {
            foreach (var args in (string[][])[["streams"], ["sql", "select count(*) from flights"]])
            {
                var run = await RunAsync(args, token);
                Assert.Equal((4, ""), (run.ExitCode, run.Output));
                Assert.Contains("KP_API_KEY", run.Error, StringComparison.Ordinal);
                Assert.DoesNotContain(wrong[^20..], run.Error, StringComparison.Ordinal);
            }
        }
        var asJson = await RunAsync(["sql", "select 1", "--json"], wrong);
        Assert.Equal(4, JsonDocument.Parse(asJson.Error).RootElement.GetProperty("exitCode").GetInt32());
        Assert.DoesNotContain(wrong[^20..], asJson.Error, StringComparison.Ordinal);
    }

    private async Task<DotnetRun> RunAsync(string[] args, string? token)
    {
        using var process = new DotnetProcess("kp.dll", [.. args, "--gateway-url", $"{gateway.Gateway.Http.BaseAddress}"], token is null ? null : new Dictionary<string, string> { ["KP_API_KEY"] = token });
        return await process.EndAsync();
    }
}
