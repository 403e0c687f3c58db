using System.Text;
using System.Text.Json;
using KinesisPlatform.Aws.EventStreams;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.EventStreams;

public sealed class EventStreamFrameTests
{
    private static readonly byte[] Good = Frames.Event("SubscribeToShardEvent", """{"Records":[]}""");

    [Fact]
    public async Task TryParse_MessagesOfAnotherCodec_GivesWhatWentIn()
    {
        using var messages = JsonDocument.Parse(await NodeScript.RunAsync("event-stream.mjs"));
        Assert.Equal(4, messages.RootElement.GetArrayLength());
        foreach (var message in messages.RootElement.EnumerateArray())
        {
            var bytes = message.GetProperty("base64").GetBytesFromBase64();

            Assert.True(EventStreamFrame.TryParse(bytes, out var frame, out var length));

            Assert.Equal(bytes.Length, length);
            Assert.Equal(message.GetProperty("type").GetString(), frame.Type);
            Assert.Equal(frame.Type == "ResourceInUseException" ? "exception" : "event", frame.MessageType);
            Assert.Equal(message.GetProperty("payload").GetString(), Encoding.UTF8.GetString(frame.Payload.Span));
        }
    }

    [Fact]
    public void TryParse_AnyBitIsWrong_ThrowsData()
    {
        for (var bit = 0; bit < Good.Length * 8; bit++)
        {
            var damaged = (byte[])Good.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(FailureKind.Data, Assert.Throws<PlatformException>(() => EventStreamFrame.TryParse(damaged, out _, out _)).Kind);
        }
    }

    [Fact]
    public void TryParse_MessageIsNotThereInFull_AsksForMore()
    {
        for (var count = 0; count < Good.Length; count++)
        {
            Assert.False(EventStreamFrame.TryParse(Good.AsMemory(0, count), out _, out var needed));
            Assert.Equal(count < 12 ? 12 : Good.Length, needed);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(15, 0)]
    [InlineData(32, 17)]
    [InlineData(32, -1)]
    [InlineData(-1, 0)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(EventStreamFrame.LengthMax + 1, 0)]
    public void TryParse_LengthIsImpossible_ThrowsData(int total, int headers) =>
        Assert.Equal(FailureKind.Data, Assert.Throws<PlatformException>(() => EventStreamFrame.TryParse(Frames.Of(total, headers, new byte[16]), out _, out _)).Kind);

    [Theory]
    [InlineData("05")] // A name of five bytes, none there.
    [InlineData("0161")] // No type.
    [InlineData("01610A")] // A type that there is not.
    [InlineData("016107FFFF")] // A text of 65,535 bytes, none there.
    [InlineData("01610900")] // A UUID of one byte.
    [InlineData("016100")] // Good, but no message type.
    public void TryParse_HeadersAreMalformed_ThrowsData(string hex) =>
        Assert.Equal(FailureKind.Data, Assert.Throws<PlatformException>(() => EventStreamFrame.TryParse(Frames.Of([], Convert.FromHexString(hex)), out _, out _)).Kind);
}
