using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace KinesisPlatform.ServiceDefaults.Startup;

/// <summary>One line per entry: <c>12:34:56.789 warn Archiver.Commits message</c>. Stack traces only for what the message cannot explain.</summary>
internal sealed class CompactConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "compact";

    private const string OwnPrefix = "KinesisPlatform.";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (StartFailure.IsReportedElsewhere(logEntry.Category, logEntry.Exception)) return;
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(Label(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(ShortCategory(logEntry.Category));
        textWriter.Write(' ');
        textWriter.Write(SingleLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        WriteException(textWriter, logEntry.Exception);
        textWriter.WriteLine();
    }

    private static void WriteException(TextWriter writer, Exception? exception)
    {
        if (exception is null) return;
        if (StartFailure.Explain(exception) is { } explanation)
        {
            writer.Write(": ");
            writer.Write(SingleLine(explanation));
            return;
        }
        writer.WriteLine();
        writer.Write(exception);
    }

    private static string ShortCategory(string category) =>
        category.StartsWith(OwnPrefix, StringComparison.Ordinal) ? category[OwnPrefix.Length..] : category;

    private static string SingleLine(string text) => text.ReplaceLineEndings(" ");

    private static string Label(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
