namespace KinesisPlatform.ReplayCoordinator.Previews;

/// <summary>What AWS asks for: list prices of us-east-1 and a provisioned target (per million PUT payload units of 25 KB $0.014; per 1,000 S3 requests $0.0004 GET, $0.005 PUT).</summary>
internal sealed record PreviewCost(double Usd, long PutPayloadUnits, long S3Gets, long S3Puts)
{
    private const double UsdPerUnit = 0.014 / 1_000_000, UsdPerGet = 0.0004 / 1_000, UsdPerPut = 0.005 / 1_000;
    private const double UnitBytes = 25 * 1024;

    /// <summary>Data files are fetched in pieces of so much.</summary>
    private const double GetBytes = 8 << 20;

    /// <param name="fileBytes">Of the data files read.</param>
    /// <param name="checkpoints">Of all parts together: a PUT and a GET each.</param>
    public static PreviewCost Of(long records, long bytes, bool aggregates, long fileBytes, int fileCount, double checkpoints)
    {
        // Each record is rounded up, or each aggregate, which is nearly full.
        var units = records == 0 ? 0 : (long)(aggregates ? Math.Ceiling(bytes / UnitBytes) : records * Math.Ceiling((double)bytes / records / UnitBytes));
        var (gets, puts) = ((long)Math.Max(fileCount, Math.Ceiling(fileBytes / GetBytes)) + (long)checkpoints, (long)checkpoints);
        return new(Math.Round(units * UsdPerUnit + gets * UsdPerGet + puts * UsdPerPut, 6), units, gets, puts);
    }
}
