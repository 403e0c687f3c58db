using System.Buffers;
using System.Text.Json;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Aws.Tests.Records;

public sealed class PutRecordsJsonTests
{
    [Fact]
    public void Encode_Entries_CarryWhatTheyHave()
    {
        var output = new ArrayBufferWriter<byte>();
        PutRecordsJson.Encode(new("flights", [new(new byte[] { 1, 2 }, "a\"b", null), new(default, "c", "7")]), output);
        using var request = JsonDocument.Parse(output.WrittenMemory);

        var records = request.RootElement.GetProperty("Records");
        Assert.Equal("flights", request.RootElement.GetProperty("StreamName").GetString());
        Assert.Equal([1, 2], records[0].GetProperty("Data").GetBytesFromBase64());
        Assert.Equal("a\"b", records[0].GetProperty("PartitionKey").GetString());
        Assert.False(records[0].TryGetProperty("ExplicitHashKey", out _));
        Assert.Equal("", records[1].GetProperty("Data").GetString());
        Assert.Equal("7", records[1].GetProperty("ExplicitHashKey").GetString());
    }
}
