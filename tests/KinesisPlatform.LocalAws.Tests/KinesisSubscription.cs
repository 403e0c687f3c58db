using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>A subscription to a shard of stream <c>s</c>, read off the wire by these tests alone.</summary>
internal sealed class KinesisSubscription : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    private KinesisSubscription(HttpResponseMessage response, Stream body) => (_response, _body) = (response, body);

    public HttpResponseMessage Response => _response;

    public static async Task<KinesisSubscription> BeginAsync(KinesisFixture kinesis, string consumerArn, string type, params (string Name, object? Value)[] more)
    {
        var body = KinesisWire.Encode(
            new Dictionary<string, object?>
            {
                ["ConsumerARN"] = consumerArn,
                ["ShardId"] = "shardId-000000000000",
                ["StartingPosition"] = more.Append(("Type", type)).ToDictionary(m => m.Item1, m => m.Item2),
            },
            isCbor: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, kinesis.Endpoint)
        {
            Version = new(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1") } },
        };
        request.Headers.Add("X-Amz-Target", "Kinesis_20131202.SubscribeToShard");
        var response = await kinesis.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The answer to a request that was refused.</summary>
    public async Task<string> RefusalAsync()
    {
        Assert.Equal(400, (int)_response.StatusCode);
        return await new StreamReader(_body).ReadToEndAsync();
    }

    /// <returns>The next message's type (<c>initial-response</c>, <c>SubscribeToShardEvent</c>, or an exception's name) and payload; null at the end.</returns>
    public async Task<(string Type, KinesisAnswer Payload)?> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var prelude = new byte[12];
        if (await _body.ReadAtLeastAsync(prelude, prelude.Length, throwOnEndOfStream: false, deadline.Token) == 0) return null;
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prelude) - prelude.Length];
        await _body.ReadExactlyAsync(message, deadline.Token);
        var headersLength = BinaryPrimitives.ReadInt32BigEndian(prelude.AsSpan(4));
        var headers = ReadHeaders(message.AsSpan(0, headersLength));
        var payload = KinesisWire.Decode(message[headersLength..^4], isCbor: false);
        return (headers[headers[":message-type"] == "exception" ? ":exception-type" : ":event-type"], new(200, payload));
    }

    /// <summary>The next event that has records, or that ends the shard.</summary>
    public async Task<KinesisAnswer> EventAsync()
    {
        while (await NextAsync() is var (type, payload))
            if (type == "SubscribeToShardEvent" && (payload.List("Records").Length > 0 || payload["ContinuationSequenceNumber"] is null)) return payload;
        throw new EndOfStreamException("The subscription ended.");
    }

    public void Dispose() => _response.Dispose();

    private static Dictionary<string, string> ReadHeaders(ReadOnlySpan<byte> content)
    {
        var headers = new Dictionary<string, string>();
        while (!content.IsEmpty)
        {
            var name = Encoding.UTF8.GetString(content.Slice(1, content[0]));
            var value = content[(2 + content[0])..];
            var length = BinaryPrimitives.ReadUInt16BigEndian(value);
            headers[name] = Encoding.UTF8.GetString(value.Slice(2, length));
            content = value[(2 + length)..];
        }
        return headers;
    }
}
