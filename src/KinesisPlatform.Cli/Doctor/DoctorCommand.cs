using System.CommandLine;
using System.Text.Json;
using KinesisPlatform.Cli.Output;
using Spectre.Console;

namespace KinesisPlatform.Cli.Doctor;

/// <summary><c>kp doctor</c>: looks at everything the platform stands on, and says what to do. One failed check makes its exit code 1.</summary>
internal static class DoctorCommand
{
    public static Command Create(Interruption interruption)
    {
        var bucket = new Option<string>("--bucket") { Description = "The platform's bucket; by default the one that the gateway's tables are in.", HelpName = "NAME" };
        var withoutAws = new Option<bool>("--no-aws") { Description = "Look at the services only, not at AWS." };
        return new Command("doctor", "Check addresses, credentials, conditional writes, permissions and versions, and say what to do.").With(bucket, withoutAws)
            .Does(interruption, (context, cancellationToken) => RunAsync(context, context.Parsed.GetValue(bucket), context.Parsed.GetValue(withoutAws), cancellationToken));
    }

    private static async Task<int> RunAsync(KpContext context, string? bucket, bool withoutAws, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var area = "";
        await foreach (var finding in CheckAsync(context, bucket, withoutAws, cancellationToken))
        {
            findings.Add(finding);
            if (context.IsJson) continue;
            if (finding.Area != area) context.Terminal.Out.WriteLine($"{(area.Length > 0 ? Environment.NewLine : "")}{area = finding.Area}");
            Write(context.Terminal, finding);
        }
        var failed = findings.Count(finding => finding.State == FindingState.Bad);
        if (context.IsJson) context.Terminal.WriteJson(JsonSerializer.SerializeToElement(new DoctorReport(failed == 0, findings), KpJson.Default.DoctorReport));
        else
        {
            context.Terminal.Out.WriteLine();
            context.Terminal.Out.WriteLine(failed == 0 ? "Nothing is wrong that can be seen from here." : $"{Shown.Counted(failed, "check")} failed.");
        }
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async IAsyncEnumerable<Finding> CheckAsync(KpContext context, string? bucket, bool withoutAws, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var finding in LocalChecks.Run(context.Settings)) yield return finding;
        await foreach (var finding in ServiceChecks.RunAsync(context, cancellationToken)) yield return finding;
        if (withoutAws) yield break;
        using var aws = await AwsChecks.PrepareAsync(context, bucket, cancellationToken);
        await foreach (var finding in aws.RunAsync(cancellationToken)) yield return finding;
    }

    // The mark says it without colour, too.
    private static void Write(Terminal terminal, Finding finding)
    {
        var (mark, color) = finding.State switch
        {
            FindingState.Good => ("ok      ", Color.Green),
            FindingState.Warning => ("warning ", Color.Yellow),
            FindingState.Bad => ("FAILED  ", Color.Red),
            _ => ("skipped ", Color.Grey),
        };
        if (terminal.IsOutTerminal) terminal.Console.Write(new Text($"  {mark}", new(color)));
        else terminal.Out.Write($"  {mark}");
        terminal.Out.WriteLine(Printable.Of($"{finding.Check}: {finding.Message}"));
        if (finding.Remedy is { } remedy) terminal.Out.WriteLine($"          {Printable.Of(remedy)}");
    }
}
