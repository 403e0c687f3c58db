using System.Collections.Concurrent;

namespace Aspire.Hosting.Running;

/// <summary>The last lines that each resource wrote, and who listens to new ones. Safe for concurrent use.</summary>
internal sealed class ResourceLogs
{
    private const int LinesPerResourceMax = 200;
    private const int ExcerptLinesMax = 20;

    private readonly ConcurrentDictionary<string, Queue<string>> _lines = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called with the resource's name and the line, on the thread that read it.</summary>
    public event Action<string, string>? LineWritten;

    public void Add(string resourceName, string line)
    {
        var lines = _lines.GetOrAdd(resourceName, _ => new());
        lock (lines)
        {
            if (lines.Count == LinesPerResourceMax) lines.Dequeue();
            lines.Enqueue(line);
        }
        LineWritten?.Invoke(resourceName, line);
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Last(string resourceName)
    {
        if (!_lines.TryGetValue(resourceName, out var lines)) return [];
        lock (lines) return [.. lines];
    }

    /// <summary>The end of the output as indented lines that begin with a line break; empty when there is none.</summary>
    public string Excerpt(string resourceName) =>
        string.Concat(Last(resourceName).TakeLast(ExcerptLinesMax).Select(line => $"{Environment.NewLine}    {line}"));
}
