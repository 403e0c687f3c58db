using System.Globalization;
using KinesisPlatform.Consumer.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Consumer.Tests.Records;

public sealed class RecordVersionTests
{
    private const string Earlier = "20260101T120000000Z-ffffff";
    private const string Later = "20260101T120000001Z-000000";

    [Fact]
    public void Overwrite_BeatsTheFenceAndLosesToWhatIsBehindIt()
    {
        var overwrite = RecordVersion.OfOverwrite(Number(100), Earlier, Number(5), 0);
        Assert.True(overwrite > RecordVersion.OfOriginal(Number(99), 0));
        Assert.True(overwrite > RecordVersion.OfOriginal(Number(100), int.MaxValue));
        Assert.True(overwrite < RecordVersion.OfOriginal(Number(101), 0));
    }

    [Fact]
    public void Overwrites_OfOneFence_OrderAsTheirReplaysWereRequested() =>
        Assert.True(RecordVersion.OfOverwrite(Number(100), Earlier, Number(50), 0) < RecordVersion.OfOverwrite(Number(100), Later, Number(5), 0));

    [Fact]
    public void Overwrites_OfOneReplay_OrderAsTheirOriginals()
    {
        Assert.True(RecordVersion.OfOverwrite(Number(100), Later, Number(9), 5) < RecordVersion.OfOverwrite(Number(100), Later, Number(10), 0));
        Assert.True(RecordVersion.OfOverwrite(Number(100), Later, Number(10), 0) < RecordVersion.OfOverwrite(Number(100), Later, Number(10), 1));
    }

    [Fact]
    public void SortableText_AnyVersions_SortsAsTheyDoAndIsReadBack() =>
        Properties.Hold(10_000, choices =>
        {
            var versions = choices.Select(Of).ToArray();
            return versions.All(v => RecordVersion.TryParse(v.ToSortableText(), out var read) && read == v)
                && versions.Zip(versions.Skip(1)).All(p => Math.Sign(p.First.CompareTo(p.Second)) == Math.Sign(string.CompareOrdinal(p.First.ToSortableText(), p.Second.ToSortableText())));
        }, choiceCountMax: 12);

    [Theory]
    [InlineData("")]
    [InlineData("0015.0.0015")]
    [InlineData("0025.0.0015.0000000000")]
    [InlineData("0015.1.0015.0000000000")]
    [InlineData("0015.0.0015.0")]
    [InlineData("0015.0.0015.-000000001")]
    [InlineData("00205.0.0015.0000000000")]
    public void TryParse_OtherText_IsFalse(string text) => Assert.False(RecordVersion.TryParse(text, out _));

    [Fact]
    public void Overwrite_OfNoReplaysId_Throws() =>
        Assert.Throws<ArgumentException>(() => RecordVersion.OfOverwrite(Number(100), "job", Number(5), 0));

    private static RecordVersion Of(int choice)
    {
        var sequenceNumber = Number(choice / 8 % 15);
        var sub = choice / 120 % 12;
        return choice % 3 == 0
            ? RecordVersion.OfOverwrite(Number(choice / 8 % 15 + choice / 1440 % 3), choice % 2 == 0 ? Earlier : Later, sequenceNumber, sub)
            : RecordVersion.OfOriginal(sequenceNumber, sub);
    }

    private static SequenceNumber Number(int value) => SequenceNumber.Parse(value.ToString(CultureInfo.InvariantCulture));
}
