using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace KinesisPlatform.Benchmarks;

/// <param name="Unit">Of the rows' figures.</param>
internal sealed record BenchmarkResult(string Benchmark, string Unit, int RoundCount, IReadOnlyList<BenchmarkRow> Rows)
{
    /// <summary>What is told besides the rows.</summary>
    public IReadOnlyList<BenchmarkFigure> Figures { get; init; } = [];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>One line, for a program that keeps figures over time.</summary>
    public void WriteJson(TextWriter output) => output.WriteLine(JsonSerializer.Serialize(this, Json));

    public void WriteTable()
    {
        var table = new Table().Title($"{Benchmark}: {Unit}, {RoundCount} rounds").AddColumns("case", "side");
        foreach (var name in (string[])["median", "min", "max", "B/record", "ours is"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var row in Rows)
            table.AddRow(row.Case, row.Side, Text(row.Median), Text(row.Min), Text(row.Max), Text(row.AllocatedBytesPerRecord), row.OursTimes is { } times ? $"{Text(times)} x" : "");
        AnsiConsole.Write(table);
        foreach (var figure in Figures) AnsiConsole.WriteLine($"{figure.Name}: {figure.Value.ToString("0.######", CultureInfo.InvariantCulture)} {figure.Unit}");
    }

    private static string Text(double? value) => value?.ToString(value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture) ?? "";
}
