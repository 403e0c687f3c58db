using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Clusters;

/// <summary>A cluster as people read it.</summary>
internal static class ClusterFacts
{
    public static void Write(KpContext context, ClusterDetails cluster)
    {
        var now = context.Time.GetUtcNow();
        var facts = new Facts();
        facts.Add("cluster", cluster.Id);
        facts.Add("name", cluster.Name);
        facts.Add("state", StateOf(cluster));
        if (cluster.Reason is { } reason)
        {
            facts.Add("reason", reason.Message);
            if (reason.EmrMessage is { } words && words != reason.Message) facts.Add("EMR says", words);
            if (reason.Log is { } log) facts.Add("its log", log);
        }
        facts.Add("engine", cluster.Engine);
        if (cluster.EmrId is { } emrId) facts.Add("EMR id", emrId);
        facts.Add("requested", Shown.Ago(cluster.RequestedAt, now));
        if (cluster.ReadyAt is { } ready) facts.Add("ready", $"{Shown.Ago(ready, now)}, {Shown.Duration(ready - cluster.RequestedAt)} after the request");
        if (cluster.EndedAt is { } ended) facts.Add("ended", Shown.Ago(ended, now));
        if (cluster.CostSoFar is { } cost) facts.Add("cost so far", $"about {Range(cost, cluster.Estimate?.Currency)}");
        if (cluster.Estimate is { } estimate) AddEstimate(facts, estimate);
        foreach (var endpoint in cluster.Endpoints ?? []) facts.Add(endpoint.Name, endpoint.Uri);
        if (cluster.LogUri is { } logs) facts.Add("logs", logs);
        facts.Write(context.Terminal);
        foreach (var note in cluster.Notes ?? []) context.Terminal.Note(note);
    }

    public static void WriteParts(KpContext context, ClusterDetails cluster)
    {
        if (cluster.Instances is { Count: > 0 } instances)
        {
            context.Terminal.Out.WriteLine();
            var grid = new Grid(new("INSTANCE", IsWhole: true), new("ROLE"), new("TYPE"), new("MARKET"), new("STATE"), new("HOST"));
            foreach (var instance in instances) grid.Add(instance.Ec2Id ?? Shown.Nothing, instance.Role, instance.Type ?? Shown.Nothing, instance.Market, instance.State?.ToLowerInvariant() ?? Shown.Nothing, instance.PrivateDnsName ?? Shown.Nothing);
            grid.Write(context.Terminal);
        }
        if (cluster.Steps is not { Count: > 0 } steps) return;
        context.Terminal.Out.WriteLine();
        var list = new Grid(new("STEP", IsWhole: true), new("STATE"), new("NAME"), new("REASON"));
        foreach (var step in steps) list.Add(step.Id ?? Shown.Nothing, step.State is "failed" ? Cell.Bad(step.State) : step.State ?? Shown.Nothing, step.Name ?? Shown.Nothing, string.IsNullOrEmpty(step.Reason) ? Shown.Nothing : step.Reason);
        list.Write(context.Terminal);
    }

    public static void WriteEstimate(Terminal terminal, CostEstimate estimate)
    {
        var facts = new Facts();
        AddEstimate(facts, estimate);
        facts.Write(terminal);
        foreach (var note in estimate.Notes ?? []) terminal.Note(note);
    }

    public static Cell StateOf(ClusterDetails cluster) => cluster.IsTerminating && cluster.State != "terminating" ? Cell.Warning($"{cluster.State}, to be terminated") : cluster.State switch
    {
        "running" or "waiting" => Cell.Good(cluster.State),
        "failed" => Cell.Bad(cluster.State),
        "terminated" or "cancelled" => Cell.Quiet(cluster.State),
        _ => Cell.Warning(cluster.State),
    };

    public static string Range(CostRange range, string? currency)
    {
        var unit = currency is null or "USD" ? "$" : $"{currency} ";
        return range.Low == range.High ? $"{unit}{Money(range.Low)}" : $"{unit}{Money(range.Low)} to {unit}{Money(range.High)}";
    }

    private static string Money(double amount) => Shown.Usd(amount)[1..];

    private static void AddEstimate(Facts facts, CostEstimate estimate)
    {
        if (estimate is not { PerHour: { } perHour, PerMonth: { } perMonth })
        {
            facts.Add("estimate", Cell.Warning("not known"));
            return;
        }
        facts.Add("estimate", $"{Range(perHour, estimate.Currency)} an hour, {Range(perMonth, estimate.Currency)} a month");
        if (estimate.PerMonthAtMaximum is { } maximum && maximum != perMonth) facts.Add("at its largest", $"{Range(maximum, estimate.Currency)} a month");
        facts.Add("prices", $"AWS' list for {estimate.PricesRegion}, {estimate.PricesAsOf}");
    }
}
