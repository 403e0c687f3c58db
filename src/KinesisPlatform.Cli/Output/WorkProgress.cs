using System.Globalization;
using Spectre.Console;

namespace KinesisPlatform.Cli.Output;

/// <summary>Shows long work on stderr: a bar on a terminal, gone when the work is done; a line now and then elsewhere; nothing for programs.</summary>
internal static class WorkProgress
{
    // Work that is over sooner shows nothing but its result.
    private static readonly TimeSpan BarPatience = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan BarInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    public static async Task<T> ShowAsync<T>(Terminal terminal, TimeProvider time, string what, Func<Action<WorkStep>, Task<T>> work)
    {
        if (terminal.IsForPrograms) return await work(_ => { });
        if (!terminal.IsErrorTerminal) return await work(Lines(terminal, time, what));
        var step = new WorkStep(null, "");
        var running = work(next => Volatile.Write(ref step, next));
        await Task.WhenAny(running, Task.Delay(BarPatience, time));
        if (running.IsCompleted) return await running;
        terminal.Hold();
        try
        {
            await ShowBarAsync(terminal, time, what, running, () => Volatile.Read(ref step));
        }
        finally
        {
            terminal.Release();
        }
        return await running;
    }

    private static async Task ShowBarAsync(Terminal terminal, TimeProvider time, string what, Task running, Func<WorkStep> current) => await terminal.ErrorConsole.Progress()
        .AutoClear(true)
        .Columns(new SpinnerColumn(), new ProgressBarColumn { Width = 24 }, new TaskDescriptionColumn { Alignment = Justify.Left })
        .StartAsync(async bars =>
        {
            var bar = bars.AddTask(Markup.Escape(what));
            while (!running.IsCompleted)
            {
                var step = current();
                bar.Description = Markup.Escape(Printable.Of(Line(what, step)));
                bar.IsIndeterminate = step.Percent is null;
                bar.Value = step.Percent ?? 0;
                await Task.WhenAny(running, Task.Delay(BarInterval, time));
            }
        });

    private static Action<WorkStep> Lines(Terminal terminal, TimeProvider time, string what)
    {
        var (last, at) = ("", default(long?));
        return step =>
        {
            var line = Line(what, step);
            if (line == last || (at is { } before && time.GetElapsedTime(before) < LineInterval)) return;
            (last, at) = (line, time.GetTimestamp());
            terminal.Note(line);
        };
    }

    private static string Line(string what, WorkStep step) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}{(step.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $" {percent:0} %") : "")}{(step.Text.Length > 0 ? $": {step.Text}" : "")}");
}
