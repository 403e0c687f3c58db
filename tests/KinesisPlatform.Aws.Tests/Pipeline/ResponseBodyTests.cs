using System.Runtime.InteropServices;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Tests.Pipeline;

public sealed class ResponseBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task ReadFrom_LengthKnownOrNot_HoldsTheWholeStream(long announced)
    {
        var content = new byte[100_000];
        new Random(1).NextBytes(content);

        using var body = await ResponseBody.ReadFromAsync(new MemoryStream(content), announced, default);

        Assert.Equal(content, body.Memory.ToArray());
        Assert.True(MemoryMarshal.TryGetArray<byte>(body.Memory[10..20], out var segment));
        Assert.Equal(content[10..20], segment.ToArray());
        using var pinned = body.Memory[1..].Pin();
    }

    [Fact]
    public async Task Dispose_Repeated_GivesTheArrayBackOnce_AndSlicesThrow()
    {
        var body = await ResponseBody.ReadFromAsync(new MemoryStream([1, 2, 3]), 3, default);
        var slice = body.Memory[1..];
        body.Dispose();
        using var next = await ResponseBody.ReadFromAsync(new MemoryStream([4, 5, 6]), 3, default);

        body.Dispose();
        using var third = await ResponseBody.ReadFromAsync(new MemoryStream([7, 8, 9]), 3, default);

        Assert.Equal([4, 5, 6], next.Memory.ToArray());
        Assert.Throws<ObjectDisposedException>(() => slice.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => slice.ToArray());
    }
}
