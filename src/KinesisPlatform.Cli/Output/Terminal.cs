using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace KinesisPlatform.Cli.Output;

/// <summary>Where results, and everything else, go: results on stdout; progress, notes and errors on stderr. Colours and bars only where a terminal shows them.</summary>
internal sealed class Terminal
{
    private const int StandardOutput = 1, BrokenPipe = 32;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions OnOneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private List<(string Text, Style Style)>? _held;

    public Terminal(TextWriter output, TextWriter error, bool isOutTerminal, bool isErrorTerminal, bool usesColor)
    {
        (Out, Error, IsOutTerminal, IsErrorTerminal) = (output, error, isOutTerminal, isErrorTerminal);
        Console = Create(output, isOutTerminal, usesColor);
        ErrorConsole = Create(error, isErrorTerminal, usesColor);
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool IsOutTerminal { get; }

    /// <summary>Bars are drawn only where they are seen, and can be drawn over.</summary>
    public bool IsErrorTerminal { get; }

    public IAnsiConsole Console { get; }

    public IAnsiConsole ErrorConsole { get; }

    /// <summary>Nothing but JSON for programs: no notes.</summary>
    public bool IsForPrograms { get; init; }

    /// <param name="usesColor">False where an option forbids it; NO_COLOR (no-color.org) and a terminal that has none forbid it too.</param>
    public static Terminal OfProcess(bool usesColor, bool isForPrograms)
    {
        var isDumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" && !OperatingSystem.IsWindows();
        var isPlain = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(
            System.Console.Out, System.Console.Error, !System.Console.IsOutputRedirected && !isDumb, !System.Console.IsErrorRedirected && !isDumb, usesColor && !isPlain) { IsForPrograms = isForPrograms };
    }

    /// <summary>
    /// Stdout as bytes. A reader that has gone is an error here, and ends the command; the console's own streams would write on to nobody, to the last row.
    /// </summary>
    public static Stream OpenOutput() => OperatingSystem.IsWindows()
        ? System.Console.OpenStandardOutput()
        : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    /// <summary>EPIPE: <c>kp sql … | head</c> has read enough.</summary>
    public static bool IsReaderGone(IOException error) => error.HResult == BrokenPipe;

    /// <summary>A line for whoever looks on: how the work goes, what to do next. Programs do not get it.</summary>
    public void Note(string text)
    {
        if (!IsForPrograms) WriteError(text, new Style(Color.Grey));
    }

    /// <summary>What must be known even by whoever reads only logs.</summary>
    public void Warn(string text) => WriteError($"warning: {text}", new Style(Color.Yellow));

    public void Fail(KpException error)
    {
        if (IsForPrograms)
        {
            WriteErrorJson(error);
            return;
        }
        WriteError($"error: {error.Message}", new Style(Color.Red));
        foreach (var detail in error.Details) WriteError($"  - {detail}", Style.Plain);
        if (error.Hint is { } hint) WriteError(hint, new Style(Color.Grey));
    }

    public void WriteJson(JsonElement json) => Out.WriteLine(JsonSerializer.Serialize(json, Indented));

    /// <summary>One document a line, for those that come one after the other.</summary>
    public void WriteJsonLine(JsonElement json)
    {
        Out.WriteLine(JsonSerializer.Serialize(json, OnOneLine));
        Out.Flush();
    }

    /// <summary>Notes wait while a bar is drawn, which they would tear.</summary>
    public void Hold() => _held ??= [];

    public void Release()
    {
        lock (_gate)
        {
            var held = _held ?? [];
            _held = null;
            foreach (var (text, style) in held) WriteError(text, style);
        }
    }

    private void WriteError(string text, Style style)
    {
        lock (_gate)
        {
            if (_held is { } held) held.Add((text, style));
            else if (IsErrorTerminal) ErrorConsole.Write(new Text(Printable.OfLines(text) + "\n", style));
            else Error.WriteLine(Printable.OfLines(text));
        }
    }

    // {"error": "...", "exitCode": 3, "details": [...], "hint": "...", "problem": {...}}
    private void WriteErrorJson(KpException error)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("error", error.Message);
            json.WriteNumber("exitCode", error.Code);
            if (error.Details.Count > 0)
            {
                json.WriteStartArray("details");
                foreach (var detail in error.Details) json.WriteStringValue(detail);
                json.WriteEndArray();
            }
            if (error.Hint is { } hint) json.WriteString("hint", hint);
            if (error.Problem is { } problem)
            {
                json.WritePropertyName("problem");
                problem.WriteTo(json);
            }
            json.WriteEndObject();
        }
        Error.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal, bool usesColor) => AnsiConsole.Create(new()
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = isTerminal && usesColor ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
    });
}
