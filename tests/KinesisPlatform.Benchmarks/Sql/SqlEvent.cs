namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>A record as it arrives.</summary>
/// <param name="At">Of arrival; also in the payload, to the millisecond: no two are the same.</param>
internal readonly record struct SqlEvent(string Key, DateTimeOffset At, byte[] Data);
