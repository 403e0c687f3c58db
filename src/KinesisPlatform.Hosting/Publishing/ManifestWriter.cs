using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// Writes the manifest from which deployment tools such as azd work
/// (https://learn.microsoft.com/dotnet/aspire/deployment/manifest-format). Paths are relative to it.
/// </summary>
internal sealed class ManifestWriter(IDistributedApplicationBuilder builder)
{
    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="DistributedApplicationException">The publisher is not known, no path is given, or a resource cannot be published.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (builder.Configuration[ManifestOptions.PublisherKey] != ManifestOptions.ManifestPublisher)
            throw new DistributedApplicationException("There is one publisher: --publisher manifest.");
        var path = builder.Configuration[ManifestOptions.OutputPathKey]
            ?? throw new DistributedApplicationException("Tell where to write the manifest: --output-path aspire-manifest.json.");
        if (Directory.Exists(path)) path = Path.Combine(path, "aspire-manifest.json");
        path = Path.GetFullPath(path);
        await File.WriteAllTextAsync(path, Write(Compose(Path.GetDirectoryName(path)!)), cancellationToken);
        await Console.Out.WriteLineAsync($"Wrote {path}.");
    }

    internal static string Write(JsonObject manifest) => manifest.ToJsonString(Indented) + "\n";

    internal JsonObject Compose(string manifestFolder)
    {
        var resources = new JsonObject();
        foreach (var resource in builder.Resources.Where(r => !r.Annotations.OfType<ManifestExclusionAnnotation>().Any()))
            resources[resource.Name] = Describe(resource, manifestFolder);
        return new() { ["$schema"] = Schema, ["resources"] = resources };
    }

    private JsonObject Describe(IResource resource, string manifestFolder) => resource switch
    {
        ParameterResource parameter => Describe(parameter),
        ProjectResource project => Describe(project, manifestFolder),
        ContainerResource container => Describe(container),
        _ => throw new DistributedApplicationException($"{resource.Name} cannot be deployed from a manifest. Leave it out with ExcludeFromManifest."),
    };

    private static JsonObject Describe(ParameterResource parameter)
    {
        var input = new JsonObject { ["type"] = "string" };
        if (parameter.Secret) input["secret"] = true;
        if (parameter.PublishedDefault is { } value) input["default"] = new JsonObject { ["value"] = value };
        return new()
        {
            ["type"] = "parameter.v0",
            ["value"] = $"{{{parameter.Name}.inputs.value}}",
            ["inputs"] = new JsonObject { ["value"] = input },
        };
    }

    private JsonObject Describe(ProjectResource project, string manifestFolder)
    {
        var path = Path.GetRelativePath(manifestFolder, project.Annotations.OfType<IProjectMetadata>().Single().ProjectPath);
        return Complete(project, new() { ["type"] = "project.v0", ["path"] = path.Replace('\\', '/') });
    }

    private JsonObject Describe(ContainerResource container)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        return Complete(container, new() { ["type"] = "container.v0", ["image"] = image.Tag is null ? image.Image : $"{image.Image}:{image.Tag}" });
    }

    private JsonObject Complete(IResource resource, JsonObject description)
    {
        var args = resource.Annotations.OfType<CommandLineArgsAnnotation>().SelectMany(a => a.Args).Select(Expression).ToArray();
        if (args.Length > 0) description["args"] = new JsonArray([.. args.Select(a => JsonValue.Create(a))]);
        var environment = EnvironmentOf(resource);
        if (environment.Count > 0) description["env"] = environment;
        var bindings = BindingsOf(resource);
        if (bindings.Count > 0) description["bindings"] = bindings;
        return description;
    }

    private JsonObject EnvironmentOf(IResource resource)
    {
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, resource);
        if (resource is ProjectResource) ProjectEnvironment.AddForManifest(context);
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.TargetPortEnvironmentVariable is not null))
            context.EnvironmentVariables[endpoint.TargetPortEnvironmentVariable!] = $"{{{resource.Name}.bindings.{endpoint.Name}.targetPort}}";
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) annotation.Callback(context);
        return new(context.EnvironmentVariables.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, Expression(v.Value))));
    }

    // A port that a local run allocated never gets here: only what the model states is written.
    private static JsonObject BindingsOf(IResource resource)
    {
        var bindings = new JsonObject();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            var binding = new JsonObject { ["scheme"] = endpoint.UriScheme, ["protocol"] = "tcp", ["transport"] = endpoint.IsHttp ? "http" : "tcp" };
            if (endpoint.Port is { } port) binding["port"] = port;
            if (endpoint.TargetPort is { } targetPort) binding["targetPort"] = targetPort;
            if (endpoint.IsExternal) binding["external"] = true;
            bindings[endpoint.Name] = binding;
        }
        return bindings;
    }

    private static string Expression(object value) => value is IManifestExpressionProvider provider ? provider.ValueExpression : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}
