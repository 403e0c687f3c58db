namespace KinesisPlatform.Leases.Tests.Cluster;

internal sealed record RequestCounts
{
    public long Puts { get; set; }

    public long Gets { get; set; }

    public long Lists { get; set; }

    public long Deletes { get; set; }

    /// <summary>S3 Standard, us-east-1: $0.005 per 1000 PUT and LIST, $0.0004 per 1000 GET, DELETE free.</summary>
    public double Dollars => ((Puts + Lists) * 5e-6) + (Gets * 0.4e-6);

    public RequestCounts Since(RequestCounts before) => new() { Puts = Puts - before.Puts, Gets = Gets - before.Gets, Lists = Lists - before.Lists, Deletes = Deletes - before.Deletes };
}
