using KinesisPlatform.Cli.Output;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli.Sql.Interactive;

/// <summary>Statements asked for one after the other. Ctrl-C cancels the query that runs, or the line that is being written; Ctrl-D ends.</summary>
internal sealed class SqlSession
{
    private const string Help = """
          select …;            ends with a semicolon, over as many lines as it takes
          \d                   the streams
          \d STREAM            a stream's columns
          \format FORMAT       table, csv, json or ndjson
          \engine ENGINE       embedded, trino or drill
          \wide                long values whole in tables, or cut again
          \q                   the end; Ctrl-D too
        Tab completes streams and words, arrows find what was entered before, Ctrl-C cancels the query that runs.
        """;

    private readonly KpContext _context;
    private readonly InputHistory _history = new(InputHistory.DefaultPath());
    private readonly LineEditor _editor;
    private IReadOnlyList<string> _streams;
    private SqlRun _run;

    private SqlSession(KpContext context, SqlRun run, IReadOnlyList<string> streams)
    {
        (_context, _run, _streams) = (context, run, streams);
        _editor = new(() => Console.ReadKey(intercept: true), new(context.Terminal.Out, () => Console.BufferWidth), _history, before => SqlWords.Complete(before, _streams));
    }

    public static async Task<int> RunAsync(KpContext context, SqlRun run, CancellationToken cancellationToken)
    {
        // Whoever is not let in learns it now, and not behind the first statement.
        var streams = await StreamNames.ListAsync(context.Gateway, cancellationToken);
        context.Terminal.Note($"{Shown.Counted(streams.Count, "stream")} at {context.Gateway.Address.Shown}. \\? helps, Ctrl-D ends.");
        return await new SqlSession(context, run, streams).RunAsync(cancellationToken);
    }

    private async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var pending = "";
        while (!cancellationToken.IsCancellationRequested)
        {
            var input = Read(pending.Length == 0 ? "kp> " : "  > ");
            if (input.End == LineEnd.Closed) break;
            if (input.End == LineEnd.Abandoned)
            {
                pending = "";
                continue;
            }
            if (pending.Length == 0 && input.Text.TrimStart() is ['\\', ..] or "exit" or "quit" or "help")
            {
                _history.Add(input.Text);
                if (!await ObeyAsync(input.Text.Trim(), cancellationToken)) break;
                continue;
            }
            var statements = StatementSplitter.Split(pending + input.Text, out var rest);
            Remember(pending, input.Text, rest);
            pending = rest.Length > 0 ? rest + "\n" : "";
            foreach (var statement in statements)
                if (!await TryAsync(token => SqlRunner.RunAsync(_context, statement, _run, token))) break;
        }
        return ExitCode.Done;
    }

    // A statement of several lines comes back as one, unless a comment would swallow what stands behind it.
    private void Remember(string pending, string line, string rest)
    {
        var entered = pending + line;
        if (rest.Length > 0) return;
        if (!entered.Contains("--", StringComparison.Ordinal)) _history.Add(entered.Replace('\n', ' ').Trim());
        else
            foreach (var part in entered.Split('\n')) _history.Add(part);
    }

    private LineInput Read(string prompt)
    {
        Console.TreatControlCAsInput = true;
        try
        {
            return _editor.Read(prompt);
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    /// <returns>False to end.</returns>
    private async Task<bool> ObeyAsync(string command, CancellationToken cancellationToken)
    {
        var (name, argument) = command.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var rest] ? (first, rest.TrimEnd(';')) : (command.TrimEnd(';'), "");
        switch (name)
        {
            case "\\q" or "exit" or "quit": return false;
            case "\\?" or "\\h" or "help": _context.Terminal.Out.WriteLine(Help); break;
            case "\\d" when argument.Length > 0: await TryAsync(token => SqlRunner.RunAsync(_context, $"describe \"{argument.Trim('"').Replace("\"", "\"\"", StringComparison.Ordinal)}\"", _run with { Parameters = [], Engine = null }, token)); break;
            case "\\d": await TryAsync(ListStreamsAsync); break;
            case "\\format" when Enum.TryParse<ResultFormat>(argument, ignoreCase: true, out var format) && Enum.IsDefined(format): _run = _run with { Format = format }; break;
            case "\\engine" when argument is "embedded" or "trino" or "drill": _run = _run with { Engine = argument }; break;
            case "\\wide": _run = _run with { IsWide = !_run.IsWide }; break;
            default: _context.Terminal.Warn($"there is no {command}; \\? tells what there is"); break;
        }
        return !cancellationToken.IsCancellationRequested;
    }

    private async Task ListStreamsAsync(CancellationToken cancellationToken)
    {
        _streams = await StreamNames.ListAsync(_context.Gateway, cancellationToken);
        foreach (var stream in _streams) _context.Terminal.Out.WriteLine(Printable.Of(stream));
    }

    /// <returns>Whether it came to its end: a failure, or Ctrl-C, ends the work and not the session.</returns>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> work)
    {
        using var scope = _context.Interruption.EnterScope();
        try
        {
            await work(scope.Token);
            return true;
        }
        catch (KpException error)
        {
            _context.Terminal.Fail(error);
        }
        catch (OperationCanceledException) when (scope.Token.IsCancellationRequested)
        {
            // What was cancelled has said so.
        }
        return false;
    }
}
