namespace KinesisPlatform.Cli.Sql.Interactive;

/// <summary>What was entered before, in this session and in earlier ones: at most a thousand lines, in a file that its owner alone may read. Without the file it is only this session's.</summary>
/// <param name="path">Null to keep nothing.</param>
internal sealed class InputHistory(string? path)
{
    public const string Variable = "KP_HISTORY";

    private const int LinesMax = 1_000, LineCharactersMax = 10_000;
    private const long BytesMax = 4 << 20;

    private readonly List<string> _lines = Load(path);

    public IReadOnlyList<string> Lines => _lines;

    /// <summary><c>KP_HISTORY</c>, which is empty to keep nothing; else <c>$XDG_STATE_HOME/kp/history</c>.</summary>
    public static string? DefaultPath()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } set) return set.Length == 0 ? null : set;
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } given ? given : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return Path.Combine(state, "kp", "history");
    }

    public void Add(string line)
    {
        if (line.Length is 0 or > LineCharactersMax || (_lines.Count > 0 && _lines[^1] == line)) return;
        _lines.Add(line);
        if (_lines.Count > LinesMax) _lines.RemoveAt(0);
        if (path is null) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, Options(FileMode.Append, FileAccess.Write));
            file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A session without a place for its history is a session.
        }
    }

    private static List<string> Load(string? path)
    {
        try
        {
            if (path is null || !File.Exists(path)) return [];
            // A file that has grown over all bounds is begun anew with what is kept of it.
            var isLarge = new FileInfo(path).Length > BytesMax;
            var lines = File.ReadLines(path).Where(line => line.Length is > 0 and <= LineCharactersMax).TakeLast(LinesMax).ToList();
            if (isLarge) File.WriteAllLines(path, lines);
            return lines;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
