using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KinesisPlatform.Cli.Clusters;

/// <summary>How a cluster is to differ from the provisioner's defaults. The provisioner checks it, all at once.</summary>
internal sealed class ClusterSettingsOptions
{
    private readonly Option<FileInfo> _file = new("--settings") { Description = "A JSON file with what differs from the defaults, as POST /clusters takes it.", HelpName = "FILE" };
    private readonly Option<string[]> _set = new("--set") { Description = "One setting, by its path: idleTermination.minutes=30, streams=[\"orders\"]. JSON, or text where it is none. May be repeated.", HelpName = "PATH=VALUE", DefaultValueFactory = _ => [] };

    public ClusterSettingsOptions()
    {
        _file.AcceptExistingOnly();
        _set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"--set: '{token.Value}' is not a path and a value, such as idleTermination.minutes=30.");
        });
    }

    public Symbol[] All => [_file, _set];

    public JsonObject Read(ParseResult parsed)
    {
        var settings = parsed.GetValue(_file) is { } file ? ReadFile(file) : [];
        foreach (var setting in parsed.GetValue(_set)!) Set(settings, setting);
        return settings;
    }

    internal static void Set(JsonObject settings, string setting)
    {
        var (path, text) = (setting[..setting.IndexOf('=', StringComparison.Ordinal)].Split('.'), setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        foreach (var name in path[..^1])
        {
            if (settings[name] is not JsonObject inner) settings[name] = inner = [];
            settings = inner;
        }
        settings[path[^1]] = ToNode(text);
    }

    private static JsonNode? ToNode(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static JsonObject ReadFile(FileInfo file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file.FullName), null, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject ?? throw new JsonException("It must be a JSON object.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new KpException(ExitCode.Usage, $"--settings: {file} holds no settings: {error.Message}", error);
        }
    }
}
