using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.QueryGateway.Postgres.Syntax;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>Answers an authenticated client's messages, one after the other (PostgreSQL documentation, "Message Flow").</summary>
internal sealed class MessageLoop(Session session, MessageReader reader, MessageWriter writer, PostgresOptions options, TimeProvider time, ILogger logger)
{
    private bool _skipsToSync;

    /// <returns>When the client is done or gone.</returns>
    /// <exception cref="PostgresException">The connection cannot go on.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (await ReadAsync(stopping) is var (kind, body))
        {
            if (kind == 'X') return;
            if (_skipsToSync && kind != 'S') continue;
            try
            {
                await HandleAsync(kind, body);
            }
            catch (Exception exception) when (!session.Closed.IsCancellationRequested && exception is not PostgresException { IsFatal: true })
            {
                // A simple query answers its errors itself: what comes here is of the extended protocol, or failed before a statement was there.
                await FailAsync(exception, null);
                if (kind is 'Q' or 'F') writer.ReadyForQuery(session.Status);
                else _skipsToSync = true;
                await writer.FlushAsync(session.Closed);
            }
        }
    }

    private async Task<(char Kind, MessageBody Body)?> ReadAsync(CancellationToken stopping)
    {
        using var idle = new CancellationTokenSource(options.IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, stopping, session.Closed);
        try
        {
            return await reader.ReadAsync(options.MessageBytesMax, either.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested)
        {
            throw new PostgresException(SqlState.IdleSessionTimeout, "terminating connection due to idle-session timeout") { IsFatal = true };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !session.Closed.IsCancellationRequested)
        {
            throw new PostgresException(SqlState.AdminShutdown, "terminating connection due to administrator command") { IsFatal = true };
        }
    }

    private async Task HandleAsync(char kind, MessageBody body)
    {
        switch (kind)
        {
            case 'Q': await QueryAsync(body.ReadText()); break;
            case 'P': await ParseAsync(body); break;
            case 'B': await BindAsync(body); break;
            case 'D': await DescribeAsync((char)body.ReadByte(), body.ReadText()); break;
            case 'E': await ExecuteAsync(body.ReadText(), body.ReadInt32()); break;
            case 'C': await CloseAsync((char)body.ReadByte(), body.ReadText()); break;
            case 'H': await writer.FlushAsync(session.Closed); break;
            case 'S': await SyncAsync(); break;
            // What is left of a COPY that failed.
            case 'd' or 'c' or 'f': break;
            case 'F': throw new PostgresException(SqlState.FeatureNotSupported, "function calls by message are not supported");
            default: throw PostgresException.Protocol($"A message of kind {(int)kind} is not known.");
        }
    }

    private async Task QueryAsync(string text)
    {
        try
        {
            var statements = SqlStatementText.Split(text);
            if (statements.Count == 0) writer.Write('I');
            foreach (var statement in statements)
            {
                var prepared = session.Prepare(text, statement, []);
                session.Demand(prepared);
                await using var portal = new Portal(prepared, [], [], session.Closed);
                await session.RunAsync(portal, async () =>
                {
                    if (await prepared.Statement!.ResolveParametersAsync(session.Closed) is { Count: > 0 }) throw new PostgresException(SqlState.UndefinedParameter, "there is no parameter $1");
                    var result = await portal.StartAsync();
                    if (result.Columns is { } columns) writer.RowDescription(columns, portal.Format);
                    return await SendRowsAsync(portal, rowsMax: 0);
                });
            }
        }
        catch (Exception exception) when (!session.Closed.IsCancellationRequested && exception is not PostgresException { IsFatal: true })
        {
            await FailAsync(exception, text);
        }
        await session.EndMessageAsync();
        writer.ReadyForQuery(session.Status);
        await writer.FlushAsync(session.Closed);
    }

    private Task ParseAsync(MessageBody body)
    {
        var (name, text) = (body.ReadText(), body.ReadText());
        var types = new uint[body.ReadCount()];
        for (var i = 0; i < types.Length; i++) types[i] = unchecked((uint)body.ReadInt32());
        return WithTextAsync(text, () =>
        {
            var statements = SqlStatementText.Split(text);
            if (statements.Count > 1) throw new PostgresException(SqlState.SyntaxError, "cannot insert multiple commands into a prepared statement");
            session.Add(name, session.Prepare(text, statements.FirstOrDefault(), types));
            writer.Write('1');
            return Task.CompletedTask;
        });
    }

    private async Task BindAsync(MessageBody body)
    {
        var (portalName, statement) = (body.ReadText(), session.Statement(body.ReadText()));
        session.Demand(statement);
        var formats = ReadFormats(body);
        var values = new ReadOnlyMemory<byte>?[body.ReadCount()];
        for (var i = 0; i < values.Length; i++) values[i] = body.ReadValue();
        var resultFormats = ReadFormats(body);

        await WithTextAsync(statement.Text, async () =>
        {
            var portal = new Portal(statement, [], [], session.Closed);
            var types = statement.Statement is null ? [] : await session.RunAsync(portal, () => statement.Statement.ResolveParametersAsync(portal.Cancelled));
            if (types.Count != values.Length) throw new PostgresException(SqlState.ProtocolViolation, $"bind message supplies {values.Length} parameters, but prepared statement requires {types.Count}");
            var parameters = values.Select((value, i) => ParameterReader.Read(value, (formats.Length == 1 ? formats[0] : i < formats.Length ? formats[i] : 0) == 1, types[i])).ToList();
            await portal.DisposeAsync();
            await session.AddAsync(portalName, new(statement, parameters, resultFormats, session.Closed));
            writer.Write('2');
        });
    }

    private async Task DescribeAsync(char kind, string name)
    {
        if (kind == 'S')
        {
            var statement = session.Statement(name);
            await WithTextAsync(statement.Text, async () =>
            {
                await using var portal = new Portal(statement, [], [], session.Closed);
                var (types, columns) = statement.Statement is null ? ([], null) : await session.RunAsync(portal, async () =>
                    (await statement.Statement.ResolveParametersAsync(portal.Cancelled), await statement.Statement.DescribeAsync(portal.Cancelled)));
                writer.ParameterDescription([.. types.Select(type => type.Oid)]);
                if (columns is null) writer.Write('n');
                else writer.RowDescription(columns, _ => 0);
            });
            return;
        }
        var described = session.Portal(name);
        await WithTextAsync(described.Statement.Text, async () =>
        {
            // Running it tells its columns: what is described is executed next.
            var columns = described.Statement.Statement is null or CommandStatement
                ? described.Statement.Statement is { } command ? await command.DescribeAsync(session.Closed) : null
                : (await session.RunAsync(described, described.StartAsync)).Columns;
            if (columns is null) writer.Write('n');
            else writer.RowDescription(columns, described.Format);
        });
    }

    private async Task ExecuteAsync(string name, int rowsMax)
    {
        var portal = session.Portal(name);
        if (portal.Statement.Statement is null)
        {
            writer.Write('I');
            return;
        }
        session.Demand(portal.Statement);
        await WithTextAsync(portal.Statement.Text, () => session.RunAsync(portal, () => SendRowsAsync(portal, rowsMax)));
    }

    private async Task CloseAsync(char kind, string name)
    {
        if (kind == 'S') session.Remove(name);
        else await session.CloseAsync(name);
        writer.Write('3');
    }

    private async Task SyncAsync()
    {
        _skipsToSync = false;
        await session.EndMessageAsync();
        writer.ReadyForQuery(session.Status);
        await writer.FlushAsync(session.Closed);
    }

    /// <param name="rowsMax">0 or less for all.</param>
    private async Task<bool> SendRowsAsync(Portal portal, int rowsMax)
    {
        if (portal.IsDone)
        {
            writer.CommandComplete("SELECT 0");
            return true;
        }
        var result = await portal.StartAsync();
        var rows = result.Writer ?? new RowWriter(result.Columns ?? [], portal.Format);
        if (portal.RowCount == 0) rows.Begin(writer);
        // A COPY is not given in parts.
        if (result.Writer is not null) rowsMax = 0;
        for (var sent = 0; rowsMax <= 0 || sent < rowsMax; sent++)
        {
            if (await result.ReadAsync() is not { } row)
            {
                rows.End(writer);
                var tag = result.Tag(portal.RowCount);
                await portal.DisposeAsync();
                writer.CommandComplete(tag);
                return true;
            }
            portal.RowCount++;
            rows.Write(writer, row);
            // Waits for a client that reads slowly; the query waits with it.
            await TakenAsync(writer.FlushIfLargeAsync(portal.Cancelled));
        }
        writer.Write('s');
        return false;
    }

    private async ValueTask TakenAsync(ValueTask flush)
    {
        if (flush.IsCompletedSuccessfully) return;
        try
        {
            await flush.AsTask().WaitAsync(options.StallTimeout, time);
        }
        catch (TimeoutException exception)
        {
            throw new PostgresException(SqlState.QueryCanceled, "terminating connection: the client takes no rows", exception) { IsFatal = true };
        }
    }

    private async Task WithTextAsync(string text, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (!session.Closed.IsCancellationRequested && exception is not PostgresException { IsFatal: true })
        {
            await FailAsync(exception, text);
            _skipsToSync = true;
            await writer.FlushAsync(session.Closed);
        }
    }

    private ValueTask FailAsync(Exception exception, string? text)
    {
        var fault = Faults.Of(exception);
        if (fault.SqlState == SqlState.InternalError) logger.PostgresFailed(exception);
        writer.Error(fault, text);
        session.Fail();
        return ValueTask.CompletedTask;
    }

    private static short[] ReadFormats(MessageBody body)
    {
        var formats = new short[body.ReadCount()];
        for (var i = 0; i < formats.Length; i++)
        {
            formats[i] = body.ReadInt16();
            if (formats[i] is not (0 or 1)) throw new PostgresException(SqlState.ProtocolViolation, $"invalid format code: {formats[i]}");
        }
        return formats;
    }
}
