using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace KinesisPlatform.LocalAws.Http;

/// <summary>
/// HTTP/2 beside HTTP/1.1 on one port without TLS. Kestrel takes HTTP/1.1 for granted there, but the SDKs' Kinesis clients begin with HTTP/2's preface,
/// <c>PRI * HTTP/2.0</c> (RFC 9113, section 3.3). A connection that begins so is handed on as if TLS had negotiated <c>h2</c>, the one thing by which
/// Kestrel chooses; its requests therefore have the scheme https.
/// </summary>
internal static class Http2PriorKnowledge
{
    public static void UseHttp2PriorKnowledge(this ListenOptions options) => options.Use(next => async connection =>
    {
        if (await StartsWithPrefaceAsync(connection.Transport.Input, connection.ConnectionClosed))
        {
            var negotiated = new Negotiated();
            connection.Features.Set<ITlsConnectionFeature>(negotiated);
            connection.Features.Set<ITlsApplicationProtocolFeature>(negotiated);
        }
        await next(connection);
    });

    private static async Task<bool> StartsWithPrefaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
            {
                // Closed before it said anything: Kestrel sees that as well.
                return false;
            }
            var verdict = Judge(read.Buffer);
            var isDecided = verdict is not null || read.IsCompleted;
            // What is not consumed is read again; where more is needed it is marked as examined, or the next read would come back at once.
            input.AdvanceTo(read.Buffer.Start, isDecided ? read.Buffer.Start : read.Buffer.End);
            if (isDecided) return verdict ?? false;
        }
    }

    /// <returns>Null: too few bytes to tell.</returns>
    private static bool? Judge(ReadOnlySequence<byte> received)
    {
        var preface = "PRI * HTTP/2.0\r\n"u8;
        Span<byte> start = stackalloc byte[preface.Length];
        var length = (int)Math.Min(received.Length, start.Length);
        received.Slice(0, length).CopyTo(start);
        if (!start[..length].SequenceEqual(preface[..length])) return false;
        return length == preface.Length ? true : null;
    }

    private sealed class Negotiated : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(null);
    }
}
