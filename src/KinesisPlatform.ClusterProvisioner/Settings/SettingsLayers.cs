using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>A documented file of defaults, a user's file with what differs, and the environment over both: read once, at start.</summary>
internal sealed class SettingsLayers
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <param name="defaults">Name of the file of defaults, which this program carries.</param>
    /// <param name="schema">Name of its schema.</param>
    /// <param name="userFile">Path of the user's own file; null for none.</param>
    /// <param name="fileOption">The option that names it, for messages.</param>
    /// <param name="environment">The section of the configuration that goes over both.</param>
    /// <exception cref="OptionsValidationException">With everything that is wrong in any of them.</exception>
    public SettingsLayers(string defaults, string schema, string? userFile, string fileOption, IConfigurationSection environment)
    {
        Schema = new(ReadOwn(schema));
        var errors = new List<string>();
        Merged = ReadOwn(defaults);
        if (userFile is not null) Merge(ReadFile(userFile, fileOption, errors), userFile, ".", errors);
        Merge(new EnvironmentLayer(Schema).Read(environment), "the environment", "__", errors, $"{environment.Key}__");
        if (errors.Count > 0) throw new OptionsValidationException(environment.Key, typeof(SettingsLayers), errors);
        // What was written for an editor.
        Merged.Remove("$schema");
    }

    public JsonSchema Schema { get; }

    /// <summary>Not to be changed: make a copy by merging.</summary>
    public JsonObject Merged { get; private set; }

    private void Merge(JsonObject layer, string source, string separator, List<string> errors, string prefix = "")
    {
        Schema.Check(layer, isPatch: true, (path, message) => errors.Add($"{source}: {prefix}{path.Replace(".", separator, StringComparison.Ordinal)}: {message}"));
        Merged = JsonMergePatch.Apply(Merged, layer);
    }

    private static JsonObject ReadOwn(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new PlatformException(FailureKind.Internal, $"The file {name} is missing in this program.");
        return (JsonObject)JsonNode.Parse(stream, documentOptions: Lenient)!;
    }

    private static JsonObject ReadFile(string path, string fileOption, List<string> errors)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (JsonNode.Parse(stream, documentOptions: Lenient) is JsonObject settings) return settings;
            errors.Add($"{path} ({fileOption}) is not a JSON object.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} ({fileOption}) cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // ArgumentException: a member that is there twice.
            errors.Add($"{path} ({fileOption}) is not JSON: {e.Message}");
        }
        return [];
    }
}
