namespace KinesisPlatform.Benchmarks.Measuring;

/// <summary>What this process spent since <see cref="Start"/>: CPU time of all its threads, user and kernel, collections included.</summary>
internal readonly struct ProcessUsage
{
    /// <summary>Short passes are repeated until a sample has this much, so that timer ticks and single collections do not decide it.</summary>
    public static readonly TimeSpan SampleCpuMin = TimeSpan.FromMilliseconds(400);

    private readonly TimeSpan _cpu;
    private readonly long _allocated;

    private ProcessUsage(TimeSpan cpu, long allocated) => (_cpu, _allocated) = (cpu, allocated);

    public TimeSpan Cpu => Environment.CpuUsage.TotalTime - _cpu;

    public long AllocatedBytes => GC.GetTotalAllocatedBytes(precise: true) - _allocated;

    public static ProcessUsage Start()
    {
        // The side before must not leave its garbage to this one.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new(Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true));
    }
}
