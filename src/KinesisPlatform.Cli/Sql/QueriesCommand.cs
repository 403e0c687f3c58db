using System.CommandLine;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Sql;

/// <summary><c>kp queries [cancel ID]</c>.</summary>
internal static class QueriesCommand
{
    private const int SqlCharactersMax = 80;

    public static Command Create(Interruption interruption)
    {
        var all = new Option<bool>("--all") { Description = "Those that have ended, too." };
        var id = new Argument<string>("id") { Description = "The query's id." };
        var cancel = new Command("cancel", "Stop a query.").With(id).Does(interruption, async (context, cancellationToken) =>
        {
            var query = context.Parsed.GetRequiredValue(id);
            await context.Gateway.SendAsync(HttpMethod.Delete, $"queries/{Uri.EscapeDataString(query)}", null, cancellationToken);
            if (!context.IsJson) context.Terminal.Out.WriteLine($"Query {Printable.Of(query)} does not run any more.");
            return ExitCode.Done;
        });
        return new Command("queries", "List the queries that run.").With(all, cancel).Does(interruption, (context, cancellationToken) => ListAsync(context, context.Parsed.GetValue(all), cancellationToken));
    }

    private static async Task<int> ListAsync(KpContext context, bool isAll, CancellationToken cancellationToken)
    {
        var answer = await context.Gateway.GetAsync(isAll ? "queries" : "queries?state=queued,fetching,running", cancellationToken);
        if (context.IsJson)
        {
            context.Terminal.WriteJson(answer);
            return ExitCode.Done;
        }
        var queries = context.Gateway.Read(answer, KpJson.Default.QueryList);
        var grid = new Grid(new("ID", IsWhole: true), new("STATE"), new("FOR", IsNumber: true), new("DONE", IsNumber: true), new("ROWS", IsNumber: true), new("FETCHED", IsNumber: true), new("SQL"));
        foreach (var query in queries.Queries)
        {
            var sql = query.Sql.ReplaceLineEndings(" ");
            grid.Add(query.Id, query.State, Shown.Duration(TimeSpan.FromMilliseconds(query.ElapsedMilliseconds)), Shown.Percent(query.Progress.Percent), Shown.Count(query.Progress.RowCount), Shown.Bytes(query.Progress.FetchedBytes), sql.Length > SqlCharactersMax ? $"{sql[..SqlCharactersMax]}…" : sql);
        }
        if (grid.RowCount > 0) grid.Write(context.Terminal);
        else context.Terminal.Note("No query runs.");
        if (queries.Total > queries.Queries.Count) context.Terminal.Note($"{Shown.Count(queries.Queries.Count)} of {Shown.Count(queries.Total)} are shown.");
        return ExitCode.Done;
    }
}
