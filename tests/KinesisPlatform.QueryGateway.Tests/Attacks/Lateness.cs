using System.Diagnostics;
using System.Globalization;

namespace KinesisPlatform.QueryGateway.Tests.Attacks;

/// <summary>
/// How long this process' threads waited for a processor since this was made: on a machine that is busy with other things, what is to happen within a time happens as much later.
/// On Linux, as the kernel counts it; elsewhere, by how late a timer is.
/// </summary>
internal sealed class Lateness : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    // Threads end meanwhile: what was last seen of each counts.
    private readonly Dictionary<string, (long First, long Last)> _waits = [];
    private readonly Task _ticking;
    private TimeSpan _timer;

    public Lateness()
    {
        if (OperatingSystem.IsLinux()) Look(isFirst: true);
        _ticking = Task.Run(TickAsync);
    }

    /// <summary>Ends the measurement.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        await _stop.CancelAsync();
        await _ticking;
        if (!OperatingSystem.IsLinux()) return _timer;
        Look(isFirst: false);
        return TimeSpan.FromMicroseconds(_waits.Values.Sum(wait => wait.Last - wait.First) / 1000.0);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        var watch = Stopwatch.StartNew();
        for (var last = TimeSpan.Zero; !_stop.IsCancellationRequested; last = watch.Elapsed)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            if (OperatingSystem.IsLinux()) Look(isFirst: false);
            else if (watch.Elapsed - last > 2 * Interval) _timer += watch.Elapsed - last - Interval;
        }
    }

    // proc(5): time on a processor, time waiting for one (both in ns), times it was given one.
    private void Look(bool isFirst)
    {
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                var waited = long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[1], CultureInfo.InvariantCulture);
                _waits[thread] = (_waits.TryGetValue(thread, out var wait) ? wait.First : isFirst ? waited : 0, waited);
            }
            catch (IOException)
            {
                // It has ended.
            }
        }
    }
}
