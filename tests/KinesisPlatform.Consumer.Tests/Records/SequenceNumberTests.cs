using System.Globalization;
using System.Numerics;
using KinesisPlatform.Consumer.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Consumer.Tests.Records;

public sealed class SequenceNumberTests
{
    [Theory]
    [InlineData("9", "10")]
    [InlineData("0", "1")]
    [InlineData("49590338271490256608559692538361571095921575989136588898", "49590338271490256608559692540925702759324208523137515618")]
    public void CompareTo_DecimalNumbers_AreComparedAsNumbers(string smaller, string greater)
    {
        Assert.True(SequenceNumber.Parse(smaller) < SequenceNumber.Parse(greater));
        Assert.True(SequenceNumber.Parse(greater) >= SequenceNumber.Parse(smaller));
        Assert.Equal(greater, SequenceNumber.Parse(greater).ToString());
    }

    [Fact]
    public void CompareTo_AnyNumbers_IsThatOfBigIntegers() =>
        Properties.Hold(5_000, choices =>
        {
            var numbers = choices.Select(c => BigInteger.Pow(c, c % 9)).ToArray();
            return Enumerable.Range(1, Math.Max(0, numbers.Length - 1)).All(i => Math.Sign(Of(numbers[i - 1]).CompareTo(Of(numbers[i]))) == numbers[i - 1].CompareTo(numbers[i]));
        }, choiceCountMax: 10);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("1 ")]
    [InlineData("١")]
    [InlineData("LATEST")]
    public void TryParse_NotASequenceNumber_IsFalse(string? text) => Assert.False(SequenceNumber.TryParse(text, out _));

    [Fact]
    public void TryParse_TooManyDigits_IsFalse()
    {
        Assert.True(SequenceNumber.TryParse(new string('9', SequenceNumber.DigitsMax), out _));
        Assert.False(SequenceNumber.TryParse(new string('9', SequenceNumber.DigitsMax + 1), out _));
    }

    [Fact]
    public void Default_IsZero() => Assert.Equal(SequenceNumber.Parse("0"), default);

    private static SequenceNumber Of(BigInteger number) => SequenceNumber.Parse(number.ToString(CultureInfo.InvariantCulture));
}
