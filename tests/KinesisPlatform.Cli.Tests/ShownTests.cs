using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Tests;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(100 * 1024, "100 KiB")]
    [InlineData(5.25 * 1024 * 1024 * 1024, "5.3 GiB")]
    public void Bytes_OfAnySize_HaveTheUnitThatFits(double bytes, string expected) => Assert.Equal(expected, Shown.Bytes(bytes));

    [Theory]
    [InlineData(0.25, "0.3s")]
    [InlineData(59.9, "59s")]
    [InlineData(61, "1m 1s")]
    [InlineData(3_700, "1h 1m")]
    [InlineData(90_000, "1d 1h")]
    [InlineData(-61, "-1m 1s")]
    public void Duration_OfAnyLength_HasItsTwoLargestUnits(double seconds, string expected) => Assert.Equal(expected, Shown.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0.000007, "$0.000007")]
    [InlineData(0.5, "$0.5")]
    [InlineData(1234.5, "$1,234.50")]
    public void Usd_SmallAndLarge_IsNeverRoundedToNothing(double usd, string expected) => Assert.Equal(expected, Shown.Usd(usd));

    [Fact]
    public void Counted_OneAndMany_AgreeWithTheNoun() => Assert.Equal(("1 shard", "1,000 shards"), (Shown.Counted(1, "shard"), Shown.Counted(1_000, "shard")));

    [Theory]
    [InlineData("plain é 漢 🛫", "plain é 漢 🛫")]
    [InlineData("\u001b]0;title\u0007", "\\u001b]0;title\\u0007")]
    [InlineData("a\r\nb\tc\0", "a\\r\\nb\\tc\\u0000")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("abc\u202etxt.exe", "abc\\u202etxt.exe")]
    public void Printable_OfTextThatCommandsATerminal_IsHarmless(string text, string expected) => Assert.Equal(expected, Printable.Of(text));
}
