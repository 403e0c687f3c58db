using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using Microsoft.AspNetCore.Connections;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>One connection from its begin to its end. Nothing that a client sends makes it throw.</summary>
internal sealed class PostgresConnection(
    ConnectionContext connection, PostgresOptions options, AccessKeys keys, X509Certificate2? certificate, BackendRegistry backends, StatementFactory statements, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LastWordLimit = TimeSpan.FromSeconds(2);

    public Task RunAsync(CancellationToken stopping) => GuardAsync(handshake => ServeAsync(handshake, stopping), stopping);

    /// <summary>Hears the client out, so that it reads the refusal, and cancellations still come through.</summary>
    public Task RefuseAsync(CancellationToken stopping) => GuardAsync(async handshake =>
    {
        if (await AuthenticateAsync(handshake, stopping) is not null) throw new PostgresException(SqlState.TooManyConnections, "sorry, too many clients already") { IsFatal = true, Hint = $"At most {options.ConnectionsMax} connect at once ({PostgresOptions.SectionName}:ConnectionsMax)." };
    }, stopping);

    private async Task GuardAsync(Func<Handshake, Task> serve, CancellationToken stopping)
    {
        var handshake = new Handshake(connection, options, keys, certificate, backends);
#pragma warning disable CA1031 // The end of the line: it is logged, and the connection closed.
        try
        {
            await serve(handshake);
        }
        catch (PostgresException exception)
        {
            await TellAsync(handshake, exception);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or AuthenticationException or ConnectionAbortedException)
        {
            // Gone, or too slow, or not one who speaks the protocol.
        }
        catch (Exception exception)
        {
            logger.PostgresFailed(exception);
        }
#pragma warning restore CA1031
        if (stopping.IsCancellationRequested) connection.Abort();
        await connection.Transport.Input.CompleteAsync();
        await connection.Transport.Output.CompleteAsync();
        await connection.DisposeAsync();
    }

    private async Task ServeAsync(Handshake handshake, CancellationToken stopping)
    {
        if (await AuthenticateAsync(handshake, stopping) is not var (access, user, database, settings)) return;
        var writer = new MessageWriter(handshake.Transport.Output);
        await using var session = new Session(access, user, database, settings, options, statements, writer, connection.ConnectionClosed);
        var (processId, secret) = backends.Add(session);
        try
        {
            foreach (var name in SessionSettings.Reported) writer.ParameterStatus(name, settings.Get(name));
            writer.BackendKeyData(processId, secret);
            writer.ReadyForQuery(session.Status);
            await writer.FlushAsync(connection.ConnectionClosed);
            await new MessageLoop(session, new(handshake.Transport.Input), writer, options, time, logger).RunAsync(stopping);
        }
        finally
        {
            backends.Remove(processId);
        }
    }

    private async Task<(Access.StreamAccess, string, string, SessionSettings)?> AuthenticateAsync(Handshake handshake, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(options.AuthenticationTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping, connection.ConnectionClosed);
        return await handshake.RunAsync(either.Token);
    }

    private async Task TellAsync(Handshake handshake, PostgresException exception)
    {
        using var limit = new CancellationTokenSource(LastWordLimit, time);
        try
        {
            var writer = new MessageWriter(handshake.Transport.Output);
            writer.Error(exception, null);
            await writer.FlushAsync(limit.Token);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or InvalidOperationException) { /* It is gone anyway. */ }
    }
}
