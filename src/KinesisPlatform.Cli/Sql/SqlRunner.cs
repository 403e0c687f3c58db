using System.Text.RegularExpressions;
using KinesisPlatform.Cli.Output;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli.Sql;

/// <summary>Runs one statement and writes what it gives.</summary>
internal static partial class SqlRunner
{
    /// <exception cref="KpException">As the gateway refuses it, with the names that a name which is not there may have been meant to be.</exception>
    public static async Task RunAsync(KpContext context, string sql, SqlRun run, CancellationToken cancellationToken)
    {
        try
        {
            if (run.Format is ResultFormat.Csv or ResultFormat.Ndjson)
                await StreamedQuery.WriteAsync(context.Gateway, run.ToBody(sql, isAsync: false), run.Format == ResultFormat.Csv ? "text/csv" : "application/x-ndjson", context.Terminal, cancellationToken);
            else
                await ReadPagesAsync(context, sql, run, cancellationToken);
        }
        catch (KpException error) when (UnknownName().Match(error.Message) is { Success: true } match)
        {
            throw await StreamNames.ExplainAsync(error, match.Groups["name"].Value, context.Gateway, cancellationToken);
        }
    }

    private static async Task ReadPagesAsync(KpContext context, string sql, SqlRun run, CancellationToken cancellationToken)
    {
        var table = run.Format == ResultFormat.Table ? new ResultTable(context.Terminal, run) : null;
        using var output = table is null ? Terminal.OpenOutput() : null;
        using var document = output is null ? null : new ResultDocument(output);
        await WorkProgress.ShowAsync(context.Terminal, context.Time, "query", async report =>
        {
            var query = await PagedQuery.StartAsync(context.Gateway, run.ToBody(sql, isAsync: true), context.Terminal, cancellationToken);
            await query.ReadAsync(context.Terminal, report, page =>
            {
                table?.Add(page);
                document?.Add(page);
            }, cancellationToken);
            return true;
        });
        table?.Write();
    }

    [GeneratedRegex("""There is no (stream|table) "(?<name>[^"]+)"|There is neither a stream nor an archive named (?<name>[^ .]+)""")]
    private static partial Regex UnknownName();
}
