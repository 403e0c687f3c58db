using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Tests.Running;

public sealed class ResourceRunTests : IAsyncLifetime
{
    private readonly IDistributedApplicationTestingBuilder _builder = DistributedApplicationTestingBuilder.Create();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _builder.DisposeAsync().AsTask();

    [Fact]
    public async Task Program_EndsWith0_IsFinished()
    {
        _builder.AddShell("short", "exit 0");

        var end = await (await StartAsync()).WaitForEndAsync("short");

        Assert.Equal((KnownResourceStates.Finished, 0), (end.Snapshot.State, end.Snapshot.ExitCode));
    }

    [Fact]
    public async Task Program_Fails_ReportsExitCodeAndLastLines()
    {
        _builder.AddShell("broken", "echo the reason >&2; exit 3").WithHttpEndpoint().WithHttpHealthCheck("/");
        var app = await StartAsync();

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.ResourceNotifications.WaitForResourceHealthyAsync("broken"));

        Assert.Contains("exit code 3", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the reason", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_Missing_FailsToStartAndSaysWhat()
    {
        _builder.AddExecutable("absent", "/no/such/program", ".");

        var end = await (await StartAsync()).WaitForEndAsync("absent");

        // Under the guard it is the guard's shell that finds nothing to run: exit code 127.
        Assert.True(end.Snapshot is { State: "FailedToStart" } or { State: "Exited", ExitCode: 127 });
    }

    [Fact]
    public async Task WaitFor_DependencyFails_FailsToStart()
    {
        var first = _builder.AddShell("first", "exit 1").WithHttpEndpoint().WithHttpHealthCheck("/");
        _builder.AddShell("second", "exit 0").WaitFor(first);

        var end = await (await StartAsync()).WaitForEndAsync("second");

        Assert.Equal(KnownResourceStates.FailedToStart, end.Snapshot.State);
        Assert.Contains("first", end.Snapshot.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, "Finished")]
    [InlineData(0, "FailedToStart")]
    public async Task WaitForCompletion_ExitCode_Decides(int expected, string state)
    {
        var first = _builder.AddShell("first", "exit 7");
        _builder.AddShell("second", "exit 0").WaitForCompletion(first, expected);

        var end = await (await StartAsync()).WaitForEndAsync("second");

        Assert.Equal(state, end.Snapshot.State);
    }

    [Fact]
    public async Task Environment_OfReference_ReachesTheProgramUnderItsFullName()
    {
        var server = _builder.AddShell("the-server", "sleep 60").WithHttpEndpoint();
        _builder.AddExecutable("client", "env", ".").WithReference(server).WithEnvironment("PLAIN", "1");
        var app = await StartAsync();
        await app.WaitForEndAsync("client");

        var output = Lines(app, "client");

        Assert.Contains($"services__the-server__http__0={app.GetEndpoint("the-server").ToString().TrimEnd('/')}", output);
        Assert.Contains(output, line => line.StartsWith("THE_SERVER_HTTP=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_RunningProgram_GetsTermAndIsGone()
    {
        _builder.AddShell("server", "trap 'echo term; exit 0' TERM; echo up; while :; do sleep 0.05; done");
        var app = await StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("server").WaitAsync(ShellResources.Deadline);

        await WaitForLineAsync(app, "server", "up");
        await app.StopAsync();

        Assert.Contains("term", Lines(app, "server"));
    }

    [Fact]
    public async Task Stop_Dependents_EndBeforeWhatTheyNeed()
    {
        var server = _builder.AddShell("server", "trap 'exit 0' TERM; while :; do sleep 0.05; done");
        _builder.AddShell("client", "trap 'sleep 0.3; exit 0' TERM; while :; do sleep 0.05; done").WaitFor(server);
        var app = await StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("client").WaitAsync(ShellResources.Deadline);
        var order = new List<string>();
        var watching = WatchAsync();

        await app.StopAsync();
        await watching.WaitAsync(ShellResources.Deadline);

        Assert.Equal(["client", "server"], order);

        // Watches from its call on: of what ended before, the order is not told.
        async Task WatchAsync()
        {
            await foreach (var change in app.ResourceNotifications.WatchAsync())
            {
                if (change.Snapshot.State == KnownResourceStates.Exited) order.Add(change.Resource.Name);
                if (order.Count == 2) return;
            }
        }
    }

    [Fact]
    public async Task Container_NoEngineAnswers_SaysWhatToDo()
    {
        if (await ContainerEngine.FindAsync(TimeProvider.System, CancellationToken.None) is not null) return;
        _builder.AddContainer("box", "example/box");

        var end = await (await StartAsync()).WaitForEndAsync("box");

        Assert.Equal(KnownResourceStates.FailedToStart, end.Snapshot.State);
        Assert.Contains("Start a container engine", end.Snapshot.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FixedPortsTaken_NamesThemAll()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var builder = DistributedApplicationTestingBuilder.Create("--DcpPublisher:RandomizePorts=false");
        builder.AddShell("one", "sleep 60").WithHttpEndpoint(port);
        builder.AddShell("two", "sleep 60").WithHttpEndpoint(port, name: "admin");
        await using var app = await builder.BuildAsync();

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.StartAsync());

        Assert.Contains($"Port {port} of one is taken", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"Port {port} of two is taken", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ParameterWithoutValue_NamesItsKey()
    {
        _builder.AddParameter("bucket");

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(StartAsync);

        Assert.Contains("--Parameters:bucket=", exception.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Lines(DistributedApplication app, string name) => app.Services.GetRequiredService<ResourceLogs>().Last(name);

    private static async Task WaitForLineAsync(DistributedApplication app, string name, string line)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Services.GetRequiredService<ResourceLogs>().LineWritten += (resource, text) =>
        {
            if (resource == name && text == line) written.TrySetResult();
        };
        if (Lines(app, name).Contains(line)) return;
        await written.Task.WaitAsync(ShellResources.Deadline);
    }

    private async Task<DistributedApplication> StartAsync()
    {
        var app = await _builder.BuildAsync();
        await app.StartAsync();
        return app;
    }
}
