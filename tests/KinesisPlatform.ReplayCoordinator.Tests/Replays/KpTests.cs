using System.Text.Json;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>The command line against a coordinator that asks for keys.</summary>
public sealed class KpTests : IAsyncLifetime
{
    private readonly AccessToken _token = AccessToken.Create("bi");
    private readonly FakeArchive _archive = new();
    private WebApplication _app = null!;

    private FakeStreams Streams => (FakeStreams)_app.Services.GetRequiredService<IReplayProducers>();

    public async Task InitializeAsync()
    {
        _app = await ReplayApp.StartAsync(
        [
            .. ReplayHarness.Quick(),
            new("Access:Keys:0:Id", "bi"), new("Access:Keys:0:Verifier", ScramVerifier.Create(_token.Text).ToString()),
            new("Access:Keys:0:Streams:0", "flights"), new("Access:Keys:0:ReplayTo:0", "flights-replay"),
        ], builder => ReplayHarness.Register(builder.Services, builder.Configuration, new MemoryObjectStore(TimeProvider.System), _archive, new FakeStreams()));
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Replay_WithAKey_IsStartedAndListed()
    {
        _archive.Append(Enumerable.Range(0, 5).Select(i => Records.Record(i)));

        var start = await RunAsync(["replay", "start", "flights", "flights-replay", "--to", "2026-01-01T00:00:04Z"], _token.Text);
        var list = await RunAsync(["replay", "list"], _token.Text);

        Assert.True(start.ExitCode == 0, start.Error);
        Assert.Contains("flights-replay", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedReplay_IsToldWithItsReason_AndResumedToItsEnd()
    {
        _archive.Append(Enumerable.Range(0, 5).Select(i => Records.Record(i)));
        Streams.OnPut = (_, _) => Streams.Put.Count >= 2 ? throw new PlatformException(FailureKind.NotFound, "There is no stream flights-replay.") : Task.CompletedTask;

        var start = await RunAsync(["replay", "start", "flights", "flights-replay", "--to", "2026-01-01T00:00:05Z", "--watch"], _token.Text);
        var id = start.Output.Split(' ')[1];
        var failed = await RunAsync(["replay", "show", id], _token.Text);
        Streams.OnPut = null;
        var resumed = await RunAsync(["replay", "resume", id], _token.Text);
        var watched = await RunAsync(["replay", "watch", id, "--json"], _token.Text);

        Assert.Equal((1, 0, 0, 0), (start.ExitCode, failed.ExitCode, resumed.ExitCode, watched.ExitCode));
        foreach (var told in new[] { "There is no stream flights-replay.", $"kp replay resume {id}" })
        {
            Assert.Contains(told, start.Output, StringComparison.Ordinal);
            Assert.Contains(told, failed.Output, StringComparison.Ordinal);
        }
        Assert.Equal(["planning", "running", "failed", "running", "done"], watched.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .Where(told => told.GetProperty("event").GetString() == "state").Select(told => told.GetProperty("data").GetProperty("state").GetString()));
        Assert.Equal(5, Streams.Put.Count);
    }

    [Fact]
    public async Task Replay_WithAWrongKeyOrNoneOrToAnotherTarget_IsNotAllowed()
    {
        var wrong = _token.Text[..^6] + "wrong0";
        foreach (var token in (string?[])[wrong, null])
        {
            var run = await RunAsync(["replay", "start", "flights", "flights-replay"], token);
            Assert.Equal((4, ""), (run.ExitCode, run.Output));
            Assert.Contains("KP_API_KEY", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong[^20..], run.Error, StringComparison.Ordinal);
        }
        Assert.NotEqual(0, (await RunAsync(["replay", "start", "flights", "payroll"], _token.Text)).ExitCode);
        Assert.Equal("", (await RunAsync(["replay", "list"], _token.Text)).Output.Trim());
    }

    private async Task<DotnetRun> RunAsync(string[] args, string? token)
    {
        using var process = new DotnetProcess("kp.dll", [.. args, "--replay-url", _app.Urls.First()], token is null ? null : new Dictionary<string, string> { ["KP_API_KEY"] = token });
        return await process.EndAsync();
    }
}
