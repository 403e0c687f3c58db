using System.Text;
using KinesisPlatform.QueryGateway.Engines;
using KinesisPlatform.QueryGateway.Engines.Drill;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>Answers of Drill's that come in small pieces.</summary>
public sealed class DrillAnswerTests
{
    private const int RowBytesMax = 1 << 20;

    private static readonly DrillOptions Limits = new() { RowBytesMax = RowBytesMax };

    [Theory]
    [InlineData(10)]
    [InlineData(65_000)]
    [InlineData(200_000)]
    // Its last pieces are less than what doubles the buffer.
    [InlineData(RowBytesMax - 100)]
    public async Task Rows_OfAnySize_AreReadWhole(int bytes)
    {
        var answer = Answer($"{{\"queryId\":\"q\",\"rows\":[{Row(bytes)},{Row(1)},{Row(bytes)}],\"queryState\":\"COMPLETED\"}}");
        await answer.ReadHeadAsync(CancellationToken.None);
        var lengths = new List<int>();
        while (await answer.ReadRowsAsync(CancellationToken.None) is { } rows) lengths.AddRange(rows.Select(row => row.GetProperty("a").GetString()!.Length));
        Assert.Equal([bytes, 1, bytes], lengths);
        Assert.Equal("COMPLETED", answer.Members["queryState"].GetString());
    }

    [Fact]
    public async Task Row_ThatIsTooLarge_IsRefused()
    {
        var answer = Answer($"{{\"queryId\":\"q\",\"rows\":[{Row(2 * RowBytesMax)}]}}");
        await answer.ReadHeadAsync(CancellationToken.None);
        var failure = await Assert.ThrowsAsync<PlatformException>(() => answer.ReadRowsAsync(CancellationToken.None));
        Assert.Contains("RowBytesMax", failure.Message, StringComparison.Ordinal);
    }

    private static string Row(int length) => $"{{\"a\":\"{new string('x', length)}\"}}";

    private static DrillAnswer Answer(string json) => new(new PieceStream(Encoding.UTF8.GetBytes(json)), Limits);

    /// <summary>A thousand bytes a read.</summary>
    private sealed class PieceStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, 1000)], cancellationToken);
    }
}
