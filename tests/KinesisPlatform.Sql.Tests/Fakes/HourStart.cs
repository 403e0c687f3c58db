namespace KinesisPlatform.Sql.Tests.Fakes;

/// <summary>A clock that begins with an hour: what a test archives is of one hour, and so one merge, whenever it runs.</summary>
internal sealed class HourStart : TimeProvider
{
    private readonly TimeSpan _ahead = TimeSpan.FromTicks(System.GetUtcNow().Ticks % TimeSpan.TicksPerHour);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - _ahead;
}
