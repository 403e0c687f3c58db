using System.IO.Pipelines;
using System.Text;
using KinesisPlatform.Aws.EventStreams;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.EventStreams;

public sealed class EventStreamReaderTests : IDisposable
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly Pipe _pipe = new(new(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly EventStreamReader _reader;

    public EventStreamReaderTests() => _reader = new(_pipe.Reader.AsStream(), _time.GetUtcNow(), SilenceMax, _time);

    public void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public async Task Read_MessagesInPiecesOfAnySize_GivesThemInOrder(int pieceLength)
    {
        var payloads = Enumerable.Range(0, 50).Select(i => new string((char)('a' + i % 26), i * i)).Append(new string('x', pieceLength == 1 ? 20_000 : 3_000_000)).Append("last").ToList();
        var bytes = payloads.SelectMany(p => Frames.Event("SubscribeToShardEvent", p)).ToArray();
        for (var i = 0; i < bytes.Length; i += Math.Min(pieceLength, bytes.Length)) await _pipe.Writer.WriteAsync(bytes.AsMemory(i, Math.Min(pieceLength, bytes.Length - i)));
        await _pipe.Writer.CompleteAsync();

        foreach (var payload in payloads) Assert.Equal(payload, Encoding.UTF8.GetString((await _reader.ReadAsync(default))!.Value.Payload.Span));
        Assert.Null(await _reader.ReadAsync(default));
    }

    [Fact]
    public async Task Read_StreamEndsWithinAMessage_ThrowsEndOfStream()
    {
        await _pipe.Writer.WriteAsync(Frames.Event("SubscribeToShardEvent", "{}").AsMemory(0, 20));
        await _pipe.Writer.CompleteAsync();

        await Assert.ThrowsAsync<EndOfStreamException>(async () => await _reader.ReadAsync(default));
    }

    [Fact]
    public async Task Read_NothingComesForTooLong_ThrowsTimeout()
    {
        await _pipe.Writer.WriteAsync(Frames.Event("SubscribeToShardEvent", "{}").AsMemory(0, 20));

        var reading = _reader.ReadAsync(default).AsTask();
        _time.Advance(SilenceMax);

        await Assert.ThrowsAsync<TimeoutException>(() => reading);
    }

    [Fact]
    public async Task Read_CallerTakesItsTime_IsNoSilence()
    {
        var waiting = _reader.ReadAsync(default).AsTask();
        await _pipe.Writer.WriteAsync(Frames.Event("SubscribeToShardEvent", "{}"));
        await waiting;

        _time.Advance(SilenceMax * 3);
        await _pipe.Writer.WriteAsync(Frames.Event("SubscribeToShardEvent", "{}"));

        Assert.NotNull(await _reader.ReadAsync(default));
    }

    [Fact]
    public async Task Read_Cancelled_ThrowsThat()
    {
        using var cancelled = new CancellationTokenSource();
        var reading = _reader.ReadAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task SentAfter_MessageMayHaveLainWaiting_IsSinceWhenItMay()
    {
        var opened = _time.GetUtcNow();
        var frame = Frames.Event("SubscribeToShardEvent", "{}");

        // Nothing is there at the first reading, which begins 10 s after the opening.
        _time.Advance(TimeSpan.FromSeconds(10));
        var first = _reader.ReadAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        await _pipe.Writer.WriteAsync(frame);
        await first;
        Assert.Equal(opened.AddSeconds(10), _reader.SentAfter);

        // Two come while the caller is away, the second in two parts: all that is known is that nothing was there at 10 s.
        await _pipe.Writer.WriteAsync(frame);
        await _pipe.Writer.WriteAsync(frame.AsMemory(0, 13));
        _time.Advance(TimeSpan.FromSeconds(60));
        await _reader.ReadAsync(default);
        Assert.Equal(opened.AddSeconds(10), _reader.SentAfter);
        var third = _reader.ReadAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        await _pipe.Writer.WriteAsync(frame.AsMemory(13));
        await third;
        Assert.Equal(opened.AddSeconds(10), _reader.SentAfter);

        // The next reading begins with nothing there, at 80 s.
        var fourth = _reader.ReadAsync(default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        await _pipe.Writer.WriteAsync(frame);
        await fourth;
        Assert.Equal(opened.AddSeconds(80), _reader.SentAfter);
    }
}
