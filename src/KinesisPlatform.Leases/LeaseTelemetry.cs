using System.Diagnostics.Metrics;
using KinesisPlatform.Leases.Claims;

namespace KinesisPlatform.Leases;

internal static class LeaseTelemetry
{
    private static readonly Meter Meter = new("KinesisPlatform.Leases");

    private static readonly Counter<long> Taken = Meter.CreateCounter<long>("kinesisplatform.leases.taken", "{lease}", "Leases this worker took, from live workers or of nobody's.");

    private static readonly Counter<long> Lost = Meter.CreateCounter<long>("kinesisplatform.leases.lost", "{lease}", "Leases other workers took from this one.");

    public static void Moved(Decision decision, int lostCount)
    {
        Taken.Add(decision.FreeCount + decision.FromLive.Count);
        Lost.Add(lostCount);
    }
}
