using KinesisPlatform.Cli.Replays;

namespace KinesisPlatform.Cli.Tests;

public sealed class TimesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30", 30)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("1h30m", 5_400)]
    [InlineData("2d", 172_800)]
    public void Duration_OfText_IsUnderstood(string text, double seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), DurationOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("-5s")]
    [InlineData("5x")]
    [InlineData("m")]
    [InlineData("30m1h")]
    [InlineData("9999999999999")]
    [InlineData("999999d")]
    public void Duration_OfOtherText_IsNone(string text) => Assert.Null(DurationOption.Parse(text));

    [Theory]
    [InlineData("now", "2026-01-31T12:00:00Z")]
    [InlineData("2h", "2026-01-31T10:00:00Z")]
    [InlineData("2026-01-30T13:00:00+01:00", "2026-01-30T12:00:00Z")]
    public void Time_OfText_IsAMoment(string text, string expected) => Assert.Equal(DateTimeOffset.Parse(expected, null), TimeOption.Parse(text, Now));

    [Theory]
    [InlineData("2026-01-30")]
    [InlineData("2026-01-30T12:00:00")]
    [InlineData("2026")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void Time_ThatDependsOnTheMachineOrSaysNothing_IsNone(string text) => Assert.Null(TimeOption.Parse(text, Now));
}
