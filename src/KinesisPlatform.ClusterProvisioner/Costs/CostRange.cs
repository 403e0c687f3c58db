namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>Between the cheapest of what may be taken and the dearest.</summary>
internal readonly record struct CostRange(decimal Low, decimal High)
{
    public static CostRange operator +(CostRange left, CostRange right) => new(left.Low + right.Low, left.High + right.High);

    public static CostRange operator *(CostRange range, decimal factor) => new(range.Low * factor, range.High * factor);

    public CostRange Rounded(int decimals) => new(Math.Round(Low, decimals, MidpointRounding.ToPositiveInfinity), Math.Round(High, decimals, MidpointRounding.ToPositiveInfinity));
}
