namespace KinesisPlatform.ReplayCoordinator.Tests.Processes;

/// <summary>Coordinators that run side by side, each with a folder of its own.</summary>
internal sealed class Coordinators(ArchivedStream stream, IReadOnlyDictionary<string, string> settings) : IDisposable
{
    private readonly List<CoordinatorProcess> _running = [];
    private int _startCount;

    /// <summary>One that runs.</summary>
    public CoordinatorProcess Any => _running[0];

    public async Task StartAsync(int count)
    {
        for (var i = 0; i < count; i++) _running.Add(await CoordinatorProcess.StartAsync(stream.Aws.Endpoint, Path.Combine(stream.Folder, $"{_startCount++}"), settings));
    }

    /// <summary>Kills one, and starts another in its place.</summary>
    public async Task KillAsync(Random random)
    {
        var victim = _running[random.Next(_running.Count)];
        _running.Remove(victim);
        victim.Dispose();
        await StartAsync(1);
    }

    public void Dispose()
    {
        foreach (var coordinator in _running) coordinator.Dispose();
    }
}
