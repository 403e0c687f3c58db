using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>The settings of clusters: what is said at start, and what a request says differently.</summary>
internal sealed class ClusterSettingsReader
{
    public const string SectionName = "Cluster";

    private const string TakenAway = "May not be taken away: set it to something else.";

    private static readonly string[] Required = ["name", "releaseLabel", "engine", "serviceRole", "instanceProfile", "instances", "scaling", "idleTermination"];

    private readonly SettingsLayers _layers;

    /// <exception cref="OptionsValidationException">With everything that is wrong with the user's file, the environment, and both together.</exception>
    public ClusterSettingsReader(IOptions<ProvisionerOptions> options, IConfiguration configuration)
    {
        _layers = new("defaults.json", "cluster.schema.json", options.Value.SettingsFile, $"{ProvisionerOptions.SectionName}:{nameof(ProvisionerOptions.SettingsFile)}", configuration.GetSection(SectionName));
        var errors = Missing(_layers.Merged).Select(member => $"The settings of clusters: {member}: {TakenAway}").ToList();
        // What is missing may come with a request; what contradicts itself is wrong already.
        if (errors.Count == 0)
            foreach (var error in ClusterSettingsRules.Check(Typed(_layers.Merged)).Where(error => !error.IsMissing)) errors.Add($"The settings of clusters: {error.Member}: {error.Message}");
        if (errors.Count > 0) throw new OptionsValidationException(SectionName, typeof(ClusterSettings), errors);
    }

    /// <summary>What a cluster is that no request says anything about.</summary>
    public JsonObject Defaults => (JsonObject)_layers.Merged.DeepClone();

    public JsonObject SchemaDocument => (JsonObject)_layers.Schema.Root.DeepClone();

    /// <summary>The settings with what a request says differently.</summary>
    /// <param name="report">Told the member and what is wrong, for every error.</param>
    /// <returns>Null when anything is wrong.</returns>
    public ClusterSettings? Read(JsonObject request, Action<string, string> report)
    {
        var isValid = true;
        void Report(string member, string message)
        {
            isValid = false;
            report(member, message);
        }

        var wrong = new List<string>();
        _layers.Schema.Check(request, isPatch: true, (member, message) =>
        {
            wrong.Add(member);
            Report(member, message);
        });
        // Without what is wrong by itself the rest still shows what it is wrong about: every error is told at once.
        var merged = JsonMergePatch.Apply(_layers.Merged, WrongMembers.TakenFrom(request, wrong));
        merged.Remove("$schema");
        var missing = Missing(merged);
        foreach (var member in missing) Report(member, TakenAway);
        if (missing.Count > 0) return null;
        var settings = Typed(merged);
        foreach (var error in ClusterSettingsRules.Check(settings).Where(error => !WrongMembers.Concern(wrong, error.Member))) Report(error.Member, error.Message);
        return isValid ? settings : null;
    }

    /// <summary>Steps of a request of their own; null is none.</summary>
    public IReadOnlyList<StepSettings> ReadSteps(JsonNode? steps, Action<string, string> report)
    {
        if (steps is null) return [];
        var isValid = true;
        _layers.Schema.Check(new JsonObject { ["steps"] = steps.DeepClone() }, isPatch: true, (member, message) =>
        {
            isValid = false;
            report(member, message);
        });
        return isValid ? steps.Deserialize<StepSettings[]>(SettingsJson.Options)! : [];
    }

    private static List<string> Missing(JsonObject settings) => [.. Required.Where(member => !settings.ContainsKey(member))];

    private static ClusterSettings Typed(JsonObject settings) => settings.Deserialize<ClusterSettings>(SettingsJson.Options)!;
}
