using System.Numerics;
using System.Text;
using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Sql.Tests.Compaction;

public sealed class RecordPlaceTests
{
    [Fact]
    public void CompareTo_AnyNumbers_IsTheirOrder() => Properties.Hold(2_000, choices =>
    {
        var (left, right) = (Number(choices, 0), Number(choices, 1));
        var (subs, expected) = ((Left: choices.Length % 3, Right: choices.Length / 3 % 3), left.CompareTo(right));
        if (expected == 0) expected = subs.Left.CompareTo(subs.Right);
        return Math.Sign(Place(left, subs.Left).CompareTo(Place(right, subs.Right))) == Math.Sign(expected);
    });

    [Theory]
    [InlineData("")]
    [InlineData("12a")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678")]
    public void Of_NoNumberOfAtMost57Digits_Throws(string digits) => Assert.Throws<NotSupportedException>(() => RecordPlace.Of(0, Encoding.ASCII.GetBytes(digits), 0));

    // Of 1 to 57 digits, and often near each other.
    private static BigInteger Number(int[] choices, int offset)
    {
        var random = new Random(choices.Length == 0 ? 0 : choices[0]);
        var digits = random.Next(1, 58);
        var number = BigInteger.Parse(string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(10).ToString())));
        return offset == 0 ? number : choices.Length % 2 == 0 ? number + 1 : BigInteger.Pow(10, choices.Length % 56);
    }

    private static RecordPlace Place(BigInteger number, int sub)
    {
        var digits = number.ToString();
        return RecordPlace.Of(0, Encoding.ASCII.GetBytes(digits.Length > 57 ? digits[..57] : digits), sub);
    }
}
