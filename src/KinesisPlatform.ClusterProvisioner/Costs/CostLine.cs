namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>One role's units of one market, at the start.</summary>
/// <param name="Market">onDemand or spot.</param>
internal sealed record CostLine(string Role, string Market, int Units, IReadOnlyList<string> Types, CostRange PerHour);
