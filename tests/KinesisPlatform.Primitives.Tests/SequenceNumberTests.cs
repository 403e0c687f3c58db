namespace KinesisPlatform.Primitives.Tests;

public sealed class SequenceNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("7")]
    [InlineData("9999999999999999999")]
    [InlineData("10000000000000000000")]
    [InlineData("100000000000000000000000000000000000000")]
    [InlineData("49590338271490256608559692538361571095921575989136588898")]
    [InlineData("999999999999999999999999999999999999999999999999999999999")]
    public void Parse_DecimalNumber_KeepsItsText(string text)
    {
        Assert.Equal(text, SequenceNumber.Parse(text).ToString());
        Assert.Equal(text, $"{SequenceNumber.Parse(System.Text.Encoding.UTF8.GetBytes(text))}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("１")]
    [InlineData("1000000000000000000000000000000000000000000000000000000000")]
    public void TryParse_NotASequenceNumber_IsFalse(string text) => Assert.False(SequenceNumber.TryParse(text, out _));

    [Theory]
    [InlineData("9", "10")]
    [InlineData("9999999999999999999", "10000000000000000000")]
    [InlineData("49590338271490256608559692538361571095921575989136588898", "49590338271490256608559692538361571095921575989136588899")]
    [InlineData("9590338271490256608559692538361571095921575989136588898", "49590338271490256608559692538361571095921575989136588898")]
    public void CompareTo_Numbers_OrdersByValueNotByText(string smaller, string larger)
    {
        Assert.True(SequenceNumber.Parse(smaller) < SequenceNumber.Parse(larger));
        Assert.True(SequenceNumber.Parse(larger) > SequenceNumber.Parse(smaller));
    }
}
