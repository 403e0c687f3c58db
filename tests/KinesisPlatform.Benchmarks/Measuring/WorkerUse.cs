using System.Globalization;
using KinesisPlatform.Benchmarks.Archive;

namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>CPU time and peak of memory of the query workers that this process started, looked at again and again as one may end with its query (proc(5)).</summary>
internal static class WorkerUse
{
    public static async Task<(double CpuSeconds, double PeakMegabytes)> WatchAsync(TimeSpan interval, CancellationToken stop)
    {
        var seen = new Dictionary<int, (double CpuSeconds, double PeakMegabytes)>();
        while (true)
        {
            foreach (var id in ProcessTreeCpu.ChildrenOf(Environment.ProcessId).Where(IsWorker))
                if (PeakOf(id) is { } peak) seen[id] = (ProcessTreeCpu.Seconds(id), peak);
            if (stop.IsCancellationRequested) return (seen.Values.Sum(worker => worker.CpuSeconds), seen.Values.Max(worker => worker.PeakMegabytes));
            await Task.Delay(interval, CancellationToken.None);
        }
    }

    private static bool IsWorker(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains("sql-worker", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static double? PeakOf(int id)
    {
        try
        {
            return PeakMemory.Megabytes(id.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It has just ended.
            return null;
        }
    }
}
