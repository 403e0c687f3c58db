using System.Globalization;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>How a history went.</summary>
internal sealed record HistoryResult(ulong Seed, long StepCount, ulong TraceHash, long RecordCount, long VersionCount, TimeSpan VirtualTime, TimeSpan CpuTime, Violation? Violation)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"seed {Seed}: {VirtualTime} in {CpuTime.TotalMilliseconds:F0} ms, {StepCount} steps, {RecordCount} records, {VersionCount} versions, trace {TraceHash:x16}");
}
