using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using KinesisPlatform.QueryGateway.Tests.Engines;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Integration.Tests;

/// <summary>A cluster asked through the gateway, over the archive that the archiver commits to.</summary>
[Collection(PlatformCollection.Name)]
public sealed class EngineTests(PlatformFixture platform)
{
    private const string Stream = "e2e-engines";

    [Fact]
    public async Task Fresh_OfWhatWasJustPut_IsInTheTableThatTheEngineReads()
    {
        await platform.Streams.EnsureAsync(new(Stream), 2, default);
        // Reads as Trino does: the table that the gateway's catalog gives at that moment.
        platform.Trino.On($"from \"{Stream}\"", async () => [TrinoAnswer.Of([("n", "bigint", null)], [await CountAsync()])]);
        await Eventually.GetAsync(async () => (await KpAsync("archive", "flush", Stream)).ExitCode, code => code == 0, Eventually.Limit);

        for (var round = 1; round <= 3; round++)
        {
            await platform.Producer.PutAsync(new(Stream), [.. Enumerable.Range(0, 100).Select(i => new OutgoingRecord($"key-{i}", Encoding.UTF8.GetBytes($"{{\"round\":{round}}}")))], default);

            var run = await KpAsync("sql", "--engine", "trino", "--fresh", "--json", $"select count(*) n from \"{Stream}\"");

            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            using var document = JsonDocument.Parse(run.Output);
            Assert.Equal(100 * round, document.RootElement.GetProperty("rows")[0][0].GetInt64());
            var fresh = document.RootElement.GetProperty("stats").GetProperty("engine").GetProperty("fresh");
            Assert.Equal((Stream, true), (fresh.GetProperty("streams")[0].GetProperty("stream").GetString(), fresh.GetProperty("streams")[0].GetProperty("isFlushed").GetBoolean()));
        }
    }

    private async Task<long> CountAsync()
    {
        var table = await platform.Sql.Http.GetFromJsonAsync<JsonElement>($"/iceberg/v1/namespaces/kinesis/tables/{Stream}");
        return long.Parse(table.GetProperty("metadata").GetProperty("snapshots").EnumerateArray().Last().GetProperty("summary").GetProperty("total-records").GetString()!, null);
    }

    private async Task<DotnetRun> KpAsync(params string[] arguments)
    {
        using var process = platform.StartKp(arguments);
        return await process.EndAsync();
    }
}
