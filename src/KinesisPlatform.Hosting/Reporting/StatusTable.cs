using Spectre.Console;

namespace Aspire.Hosting.Reporting;

/// <summary>The table of names, states and addresses: drawn on a terminal, aligned columns elsewhere.</summary>
internal static class StatusTable
{
    public static void WriteTo(IAnsiConsole terminal, IReadOnlyList<StatusRow> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Resource", "State", "URL");
        foreach (var row in rows)
        {
            var color = row.IsHealthy ? "green" : "red";
            table.AddRow($"[bold]{Markup.Escape(row.Name)}[/]", $"[{color}]{Markup.Escape(row.State)}[/]", Markup.Escape(row.Urls));
        }
        terminal.Write(table);
    }

    public static void WriteTo(TextWriter writer, IReadOnlyList<StatusRow> rows)
    {
        var name = rows.Max(r => r.Name.Length) + 2;
        var state = rows.Max(r => r.State.Length) + 2;
        foreach (var row in rows)
            writer.WriteLine($"  {row.Name.PadRight(name)}{row.State.PadRight(state)}{row.Urls}".TrimEnd());
    }
}
