using KinesisPlatform.Aws;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>Estimates by the price table: before a cluster starts, and of what one has cost.</summary>
internal sealed class CostEstimator(PriceTable prices, AwsConnection connection)
{
    private const int HourDecimals = 4;
    private const int MonthDecimals = 2;

    public CostEstimate Estimate(ClusterSettings settings)
    {
        var instances = settings.Instances;
        var used = instances.Roles.Where(role => role.Role.Units > 0).ToList();
        var unknown = used.SelectMany(role => role.Role.Types).Select(type => type.Type).Where(type => !prices.Instances.ContainsKey(type)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) return new(prices.Currency, null, null, null, [], prices.AsOf, prices.Source, prices.Region, unknown, [UnknownNote(unknown), .. Notes(settings)]);
        var lines = used.SelectMany(role => LinesOf(role.Name, role.Role, settings)).ToList();
        var hour = Sum(lines.Select(line => line.PerHour));
        return new(prices.Currency, hour.Rounded(HourDecimals), Month(hour), Month(Largest(settings, lines)), [.. lines.Select(line => line with { PerHour = line.PerHour.Rounded(HourDecimals) })],
            prices.AsOf, prices.Source, prices.Region, [], [.. Notes(settings)]);
    }

    /// <summary>What one instance costs in an hour, its volumes included; null where its type has no price.</summary>
    /// <param name="isSpot">Between the table's share of the price and the highest that is paid.</param>
    public CostRange? PerHour(string type, bool isSpot, InstanceSettings settings)
    {
        if (!prices.Instances.TryGetValue(type, out var price)) return null;
        var ec2 = isSpot ? new CostRange(price.Ec2 * Math.Min(prices.SpotShare, settings.Spot.MaxPricePercent / 100m), price.Ec2 * settings.Spot.MaxPricePercent / 100m) : new(price.Ec2, price.Ec2);
        var rest = price.Emr + (prices.VolumeGiBMonth * (settings.VolumeGiB + settings.RootVolumeGiB) / prices.HoursPerMonth);
        return ec2 + new CostRange(rest, rest);
    }

    public static CostRange Rounded(CostRange cost) => cost.Rounded(MonthDecimals);

    public string Currency => prices.Currency;

    private IEnumerable<CostLine> LinesOf(string role, RoleSettings settings, ClusterSettings cluster)
    {
        foreach (var (market, units) in ((string, int)[])[("onDemand", settings.OnDemand), ("spot", settings.Spot)])
        {
            if (units > 0) yield return new(role, market, units, [.. settings.Types.Select(type => type.Type)], Cost(settings.Types, units, Markets(market == "spot", cluster), cluster.Instances));
        }
    }

    // Spot capacity that is not to be had may become on-demand capacity, at its price.
    private static bool[] Markets(bool isSpot, ClusterSettings settings) =>
        !isSpot ? [false] : settings.Instances is { Collection: InstanceCollection.Fleets, Spot.WhenUnavailable: SpotFallback.SwitchToOnDemand } ? [true, false] : [true];

    /// <summary>The cheapest and the dearest way to fill so many units.</summary>
    private CostRange Cost(IReadOnlyList<InstanceTypeSettings> types, int units, bool[] isSpot, InstanceSettings settings)
    {
        var ways = (from type in types from market in isSpot select PerHour(type.Type, market, settings)!.Value * InstanceCount(units, type.Weight)).ToList();
        return new(ways.Min(way => way.Low), ways.Max(way => way.High));
    }

    // Capacity is filled up to its target: the last instance may go over it.
    private static int InstanceCount(int units, int weight) => (units + weight - 1) / weight;

    private CostRange Largest(ClusterSettings settings, List<CostLine> start)
    {
        var workers = settings.Instances.Roles.Where(role => role.Name != "primary").ToList();
        if (!settings.Scaling.Enabled) return Sum(start.Select(line => line.PerHour));
        var types = workers.SelectMany(role => role.Role.Types).ToList();
        var onDemand = Math.Min(settings.Scaling.MaximumOnDemandUnits ?? settings.Scaling.MaximumUnits, settings.Scaling.MaximumUnits);
        var primary = Sum(start.Where(line => line.Role == "primary").Select(line => line.PerHour));
        var spot = settings.Scaling.MaximumUnits - onDemand;
        // Scaling takes spot capacity beyond what it may have on demand.
        return primary + Cost(types, onDemand, [false], settings.Instances) + (spot > 0 ? Cost(types, spot, [true], settings.Instances) : default);
    }

    private CostRange Month(CostRange perHour) => (perHour * prices.HoursPerMonth).Rounded(MonthDecimals);

    private static CostRange Sum(IEnumerable<CostRange> costs) => costs.Aggregate(default(CostRange), (sum, cost) => sum + cost);

    private IEnumerable<string> Notes(ClusterSettings settings)
    {
        yield return $"An estimate by list prices of {prices.AsOf} for {prices.Region}, without taxes, discounts, transfer, requests and logs.";
        if (connection.Region is { } region && region != prices.Region) yield return $"The cluster starts in {region}: give its prices in {ProvisionerOptions.SectionName}:PricesFile.";
        if (settings.Instances.Roles.Any(role => role.Role.Spot > 0)) yield return $"Spot capacity is taken to cost between {prices.SpotShare * 100:0.#} % and {settings.Instances.Spot.MaxPricePercent} % of the on-demand price.";
        yield return settings.IdleTermination.Enabled ? $"It ends by itself when it was idle for {settings.IdleTermination.Minutes} minutes." : "It does not end by itself: idle termination is switched off.";
    }

    private static string UnknownNote(List<string> types) => $"There is no price of {string.Join(", ", types)}: add it in {ProvisionerOptions.SectionName}:PricesFile.";
}
