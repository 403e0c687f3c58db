using System.Text.Json;

namespace KinesisPlatform.Cli.Configuration;

/// <summary>
/// The configuration file: what is set once for a machine. All members may be left out.
/// <code>{"gateway": "https://sql.example.org", "replay": "…", "provisioner": "…", "archiver": "…", "apiKeyFile": "~/.config/kp/key"}</code>
/// </summary>
internal sealed record ConfigFile(string Path, IReadOnlyDictionary<string, string> Members)
{
    public const string Variable = "KP_CONFIG", KeyFileMember = "apiKeyFile";

    private const int LengthMax = 64 << 10;

    private static readonly string[] Known = [.. PlatformService.All.Select(service => service.Member), KeyFileMember];

    public string? this[string member] => Members.GetValueOrDefault(member);

    /// <summary><c>$XDG_CONFIG_HOME/kp/config.json</c>, which is <c>~/.config/kp/config.json</c> where nothing else is set.</summary>
    public static string DefaultPath => System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "kp", "config.json");

    /// <param name="isRequired">The file was named: it has to be there.</param>
    public static ConfigFile Read(string path, bool isRequired, List<string> errors)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (!isRequired && !File.Exists(path)) return new(path, members);
            if (new FileInfo(path).Length > LengthMax) errors.Add($"{path}: longer than {LengthMax} bytes is no configuration.");
            else ReadMembers(path, members, errors);
        }
        catch (JsonException error)
        {
            errors.Add($"{path}: not JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path}: {error.Message}");
        }
        return new(path, members);
    }

    private static void ReadMembers(string path, Dictionary<string, string> members, List<string> errors)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{path}: must be a JSON object.");
            return;
        }
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!Known.Contains(member.Name)) errors.Add($"{path}: there is no member '{member.Name}'; there are {string.Join(", ", Known)}.");
            else if (member.Value.ValueKind != JsonValueKind.String) errors.Add($"{path}: '{member.Name}' must be a string.");
            else members[member.Name] = member.Value.GetString()!;
        }
    }
}
