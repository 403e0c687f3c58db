namespace KinesisPlatform.Sql.Pruning;

/// <summary>A time rounded down, by a cast to DATE or TIMESTAMP or by date_trunc.</summary>
/// <param name="Microseconds">The unit since 1970 in UTC; 0 for no rounding.</param>
/// <param name="IsDate">Texts that it is compared with are dates.</param>
/// <param name="IsLocal">Texts that it is compared with are times without a zone.</param>
internal sealed record TimeFloor(long Microseconds, bool IsDate = false, bool IsLocal = false);
