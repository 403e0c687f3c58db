namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>What a cluster costs by list prices: an estimate, which leaves out taxes, discounts, transfer, requests and logs.</summary>
/// <param name="PerHour">As it starts.</param>
/// <param name="PerMonth">If it ran all month as it starts.</param>
/// <param name="PerMonthAtMaximum">If it ran all month as large as managed scaling lets it be.</param>
/// <param name="PricesAsOf">The day on which the prices were noted.</param>
/// <param name="UnknownTypes">Types without a price: where there are any, nothing is estimated.</param>
internal sealed record CostEstimate(
    string Currency, CostRange? PerHour, CostRange? PerMonth, CostRange? PerMonthAtMaximum, IReadOnlyList<CostLine> Lines,
    string PricesAsOf, string PricesSource, string PricesRegion, IReadOnlyList<string> UnknownTypes, IReadOnlyList<string> Notes);
