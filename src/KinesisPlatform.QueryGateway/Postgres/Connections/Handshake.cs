using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.QueryGateway.Postgres.Authentication;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using Microsoft.AspNetCore.Connections;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>From a connection's first byte to its authentication (PostgreSQL documentation, "Start-up").</summary>
internal sealed class Handshake(ConnectionContext connection, PostgresOptions options, AccessKeys keys, X509Certificate2? certificate, BackendRegistry backends)
{
    /// <summary>Before authentication a client has little to say.</summary>
    private const int AuthenticationBytesMax = 4_096;

    /// <summary>TLS or GSS asked for, and then the start-up itself.</summary>
    private const int FirstMessagesMax = 4;

    public IDuplexPipe Transport { get; private set; } = connection.Transport;

    /// <returns>Null when there is nothing more to do: a cancellation, or a client that left.</returns>
    /// <exception cref="PostgresException">The client is refused.</exception>
    public async Task<(StreamAccess Access, string User, string Database, SessionSettings Settings)?> RunAsync(CancellationToken cancellationToken)
    {
        if (await ReadStartupAsync(cancellationToken) is not { } startup) return null;
        var writer = new MessageWriter(Transport.Output);
        if (startup.Major != 3) throw new PostgresException(SqlState.FeatureNotSupported, $"unsupported frontend protocol {startup.Major}.{startup.Minor}: server supports 3.0") { IsFatal = true };
        if (options.RequireTls && Transport == connection.Transport) throw new PostgresException(SqlState.InvalidAuthorization, "TLS is required: connect with sslmode=require") { IsFatal = true };

        var user = startup.Parameters.GetValueOrDefault("user") is { Length: > 0 } named ? named : throw new PostgresException(SqlState.InvalidAuthorization, "no user name specified in startup packet") { IsFatal = true };
        var unknown = startup.Parameters.Keys.Where(name => name.StartsWith("_pq_.", StringComparison.Ordinal)).ToList();
        if (startup.Minor > 0 || unknown.Count > 0) writer.NegotiateProtocolVersion(0, unknown);
        var access = keys.AreConfigured ? await AuthenticateAsync(user, writer, cancellationToken) : StreamAccess.Everything;
        var settings = Settings(startup, user);
        writer.AuthenticationOk();
        return (access, user, startup.Parameters.GetValueOrDefault("database") is { Length: > 0 } database ? database : user, settings);
    }

    private async Task<Startup?> ReadStartupAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < FirstMessagesMax; i++)
        {
            if (await new MessageReader(Transport.Input).ReadStartupAsync(cancellationToken) is not { } payload) return null;
            var startup = Startup.Read(payload);
            switch (startup.Code)
            {
                case Startup.CancelRequest:
                    backends.Cancel(startup.ProcessId, startup.Secret);
                    return null;
                case Startup.SslRequest when certificate is not null && Transport == connection.Transport:
                    await AnswerAsync('S', cancellationToken);
                    await SecureAsync(cancellationToken);
                    break;
                case Startup.SslRequest or Startup.GssRequest:
                    await AnswerAsync('N', cancellationToken);
                    break;
                default:
                    return startup;
            }
        }
        throw PostgresException.Protocol("Too many requests before the start-up message.");
    }

    private async Task AnswerAsync(char answer, CancellationToken cancellationToken)
    {
        await Transport.Output.WriteAsync(new[] { (byte)answer }, cancellationToken);
    }

    private async Task SecureAsync(CancellationToken cancellationToken)
    {
        // What came before the handshake would be taken for what came within it (CVE-2021-23222).
        if (Transport.Input.TryRead(out var early))
        {
            Transport.Input.AdvanceTo(early.Buffer.Start);
            if (!early.Buffer.IsEmpty) throw PostgresException.Protocol("Data came before the TLS handshake.");
        }
        var secure = new SslStream(new DuplexStream(Transport), leaveInnerStreamOpen: true);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        Transport = new StreamPipe(secure);
    }

    private async Task<StreamAccess> AuthenticateAsync(string user, MessageWriter writer, CancellationToken cancellationToken)
    {
        const int Sasl = 10, SaslContinue = 11, SaslFinal = 12;
        var reader = new MessageReader(Transport.Input);
        writer.Authentication(Sasl, rest =>
        {
            rest.WriteText(ScramExchange.Mechanism);
            rest.WriteByte(0);
        });
        var first = await AskAsync(reader, writer, cancellationToken);
        if (first.ReadText() != ScramExchange.Mechanism) throw PostgresException.Protocol("A mechanism that was not offered.");
        var exchange = new ScramExchange(keys.FindScram(user));
        var serverFirst = exchange.First(Text(first.ReadValue() ?? default));
        writer.Authentication(SaslContinue, rest => rest.WriteBytes(Encoding.UTF8.GetBytes(serverFirst)));
        var last = await AskAsync(reader, writer, cancellationToken);
        if (exchange.Final(Text(last.ReadRest())) is not var (access, serverFinal))
            throw new PostgresException(SqlState.InvalidPassword, $"password authentication failed for user \"{user}\"") { IsFatal = true, Hint = "The user is an API key's id, the password its whole token, kp_..." };
        writer.Authentication(SaslFinal, rest => rest.WriteBytes(Encoding.UTF8.GetBytes(serverFinal)));
        return access;
    }

    private static async Task<MessageBody> AskAsync(MessageReader reader, MessageWriter writer, CancellationToken cancellationToken)
    {
        await writer.FlushAsync(cancellationToken);
        var answer = await reader.ReadAsync(AuthenticationBytesMax, cancellationToken) ?? throw new OperationCanceledException("The client left.");
        return answer.Kind == 'p' ? answer.Body : throw PostgresException.Protocol($"A message '{answer.Kind}' in place of a password.");
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => MessageBody.Decode(bytes.Span);

    private static SessionSettings Settings(Startup startup, string user)
    {
        var settings = new SessionSettings();
        settings.Start("session_authorization", user);
        foreach (var (name, value) in startup.Parameters)
        {
            if (name is "user" or "database" or "replication" || name.StartsWith("_pq_.", StringComparison.Ordinal)) continue;
            if (name == "options") ReadOptions(settings, value);
            else Set(settings, name, value);
        }
        return settings;
    }

    // -c name=value -c name=value
    private static void ReadOptions(SessionSettings settings, string options)
    {
        foreach (var option in options.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = option.StartsWith("-c", StringComparison.Ordinal) ? option[2..] : option.StartsWith("--", StringComparison.Ordinal) ? option[2..] : option;
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) Set(settings, text[..at].Replace('-', '_'), text[(at + 1)..]);
        }
    }

    private static void Set(SessionSettings settings, string name, string value)
    {
        try
        {
            settings.Start(name, value);
        }
        catch (PostgresException exception)
        {
            throw new PostgresException(exception.SqlState, exception.Message) { Hint = exception.Hint, IsFatal = true };
        }
    }
}
