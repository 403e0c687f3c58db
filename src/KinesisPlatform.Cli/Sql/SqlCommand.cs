using System.CommandLine;
using System.Text.Json;
using KinesisPlatform.Cli.Sql.Interactive;

namespace KinesisPlatform.Cli.Sql;

/// <summary><c>kp sql [STATEMENT...]</c>: from the command line, from a script on stdin or in a file, or asked for one after the other.</summary>
internal static class SqlCommand
{
    private const int ScriptCharactersMax = 16 << 20;

    private static readonly Argument<string?> Statements = new("statements") { Description = "One or more SELECTs in DuckDB's dialect, separated by semicolons. Tables are named by the streams. Without any, a script is read from stdin, or statements are asked for.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<FileInfo> File = new("--file", "-f") { Description = "Run the script in this file.", HelpName = "FILE" };
    private static readonly Option<ResultFormat?> Format = new("--format") { Description = "table, csv, json (one document) or ndjson (an object a line). By default a table, with --json a document.", HelpName = "FORMAT" };
    private static readonly Option<string[]> Parameters = new("--param", "-p") { Description = "The value of $1, of $2, ... (of Trino's ?, in order): JSON, or text where it is none. '{\"$type\": \"timestamptz\", \"value\": \"…\"}' says a type.", HelpName = "VALUE", DefaultValueFactory = _ => [] };
    private static readonly Option<TimeSpan?> Timeout = DurationOption.CreateOptional("--timeout", "How long each statement may take. By default what the gateway is configured for.");
    private static readonly Option<long?> RowsMax = new("--max-rows") { Description = $"Stop after so many rows. By default tables stop after {SqlRun.TableRowsMax}, other formats never.", HelpName = "N" };
    private static readonly Option<string?> Engine = new("--engine", "-e") { Description = "embedded (the gateway itself: live records and archive), trino or drill (a cluster over the archives). Statements are in the engine's own dialect.", HelpName = "ENGINE" };
    private static readonly Option<bool> Fresh = new("--fresh") { Description = "Have the archiver commit what has arrived before a cluster reads." };
    private static readonly Option<bool> Wide = new("--wide") { Description = "Show long values whole in tables." };

    static SqlCommand()
    {
        RowsMax.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is <= 0) result.AddError("--max-rows: at least 1.");
        });
        File.AcceptExistingOnly();
        Engine.AcceptOnlyFromAmong("embedded", "trino", "drill");
    }

    public static Command Create(Interruption interruption) => new Command("sql", "Query streams and their archives with SQL.")
        .With(Statements, File, Engine, Fresh, Format, Parameters, Timeout, RowsMax, Wide).Does(interruption, RunAsync);

    private static async Task<int> RunAsync(KpContext context, CancellationToken cancellationToken)
    {
        var parsed = context.Parsed;
        var run = new SqlRun(
            parsed.GetValue(Format) ?? (context.IsJson ? ResultFormat.Json : ResultFormat.Table),
            [.. parsed.GetValue(Parameters)!.Select(ToJson)], parsed.GetValue(Timeout), parsed.GetValue(RowsMax), parsed.GetValue(Wide), parsed.GetValue(Engine), parsed.GetValue(Fresh));
        var isAsked = parsed.GetValue(Statements) is null && parsed.GetValue(File) is null && !Console.IsInputRedirected;
        if (isAsked && context.Terminal.IsOutTerminal) return await SqlSession.RunAsync(context, run, cancellationToken);

        var script = parsed.GetValue(Statements) ?? await ReadScriptAsync(parsed.GetValue(File), cancellationToken);
        var statements = StatementSplitter.Split(script);
        if (statements.Count == 0) throw new KpException(ExitCode.Usage, "There is no statement.") { Hint = "kp sql \"select count(*) from flights\"" };
        foreach (var statement in statements) await SqlRunner.RunAsync(context, statement, run, cancellationToken);
        return ExitCode.Done;
    }

    private static async Task<string> ReadScriptAsync(FileInfo? file, CancellationToken cancellationToken)
    {
        using var reader = file is null ? Console.In : new StreamReader(file.OpenRead());
        var buffer = new char[64 << 10];
        var script = new System.Text.StringBuilder();
        while (await reader.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            script.Append(buffer, 0, count);
            if (script.Length > ScriptCharactersMax) throw new KpException(ExitCode.Usage, $"A script of more than {ScriptCharactersMax >> 20} Mi characters is not read.");
        }
        return script.ToString();
    }

    private static JsonElement ToJson(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text, KpJson.Default.String);
        }
    }
}
