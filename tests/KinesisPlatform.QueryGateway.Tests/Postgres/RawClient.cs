using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

/// <summary>Speaks the protocol byte by byte, for what no well-behaved client sends.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TcpClient _client = new();
    private readonly CancellationTokenSource _limit = new(Limit);
    private NetworkStream? _stream;

    // Once: a client that was closed from the other side gives it no more.
    private NetworkStream Stream => _stream ??= _client.GetStream();

    public static async Task<RawClient> ConnectAsync(int port, bool startsUp = true)
    {
        var raw = new RawClient();
        await raw._client.ConnectAsync("127.0.0.1", port);
        if (!startsUp) return raw;
        await raw.SendAsync(Startup(3 << 16, "user", "me", "database", "kinesis"));
        await raw.ReadUntilAsync('Z');
        return raw;
    }

    public static byte[] Startup(int code, params string[] texts) =>
        WithLength([.. Int32(code), .. texts.SelectMany(Text), .. texts.Length > 0 ? new byte[] { 0 } : []]);

    public static byte[] Message(char kind, params byte[][] fields) => [(byte)kind, .. WithLength([.. fields.SelectMany(field => field)])];

    public static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    public static byte[] Int16(short value) => [(byte)(value >> 8), (byte)value];

    public static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public async Task SendAsync(params byte[][] messages)
    {
        foreach (var message in messages) await Stream.WriteAsync(message, _limit.Token);
    }

    public void FinishSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <returns>Null at the end.</returns>
    public async Task<(char Kind, byte[] Body)?> ReadAsync()
    {
        var head = new byte[5];
        if (await Stream.ReadAtLeastAsync(head, 5, throwOnEndOfStream: false, _limit.Token) < 5) return null;
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
        await Stream.ReadExactlyAsync(body, _limit.Token);
        return ((char)head[0], body);
    }

    public async Task<byte> ReadByteAsync()
    {
        var one = new byte[1];
        await Stream.ReadExactlyAsync(one, _limit.Token);
        return one[0];
    }

    /// <returns>The kinds of the messages up to and with the one asked for; an error with its code.</returns>
    public async Task<string> ReadUntilAsync(char kind)
    {
        var kinds = new StringBuilder();
        while (await ReadAsync() is var (of, body))
        {
            kinds.Append(of);
            if (of == 'E') kinds.Append('(').Append(Encoding.UTF8.GetString(body).Split('\0').First(field => field.StartsWith('C'))[1..]).Append(')');
            if (of == kind) return kinds.ToString();
        }
        return kinds.Append('.').ToString();
    }

    /// <summary>Takes whatever comes until the server closes.</summary>
    public async Task DrainAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await Stream.ReadAsync(buffer, _limit.Token) > 0) { }
        }
        catch (IOException) { /* Reset: closed as well. */ }
    }

    public void Dispose()
    {
        _client.Dispose();
        _limit.Dispose();
    }

    private static byte[] WithLength(byte[] body) => [.. Int32(body.Length + 4), .. body];
}
