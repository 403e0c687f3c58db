using System.Globalization;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;

namespace KinesisPlatform.Simulation;

/// <summary>What all histories so far come to.</summary>
internal sealed class Totals
{
    private long _steps, _records, _versions;
    private TimeSpan _cpu;

    public long Histories { get; private set; }

    /// <summary>Over all traces, in order.</summary>
    public ulong Hash { get; private set; }

    public void Add(HistoryResult result)
    {
        Histories++;
        _cpu += result.CpuTime;
        _steps += result.StepCount;
        _records += result.RecordCount;
        _versions += result.VersionCount;
        Hash = (Hash ^ result.TraceHash) * 1099511628211UL;
    }

    public string Line(FaultCounts faults, int violations) => string.Create(CultureInfo.InvariantCulture,
        $"{Histories} histories ({Histories / _cpu.TotalSeconds:F1} per CPU second), {_steps} steps, {_records} records, {_versions} versions, {violations} violations; faults: {faults}");
}
