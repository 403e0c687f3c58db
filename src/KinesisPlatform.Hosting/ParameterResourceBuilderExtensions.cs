using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a value that must be configured as <c>Parameters:{name}</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => Configured(builder, name) ?? throw Missing(name), secret, publishedDefault: null));

    /// <summary>Adds a value that may be configured as <c>Parameters:{name}</c>.</summary>
    /// <param name="value">The one without configuration.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, () => Configured(builder, name) ?? value, secret, publishValueAsDefault ? value : null));

    private static string? Configured(IDistributedApplicationBuilder builder, string name) => builder.Configuration[$"Parameters:{name}"];

    private static DistributedApplicationException Missing(string name) =>
        new($"Parameter '{name}' has no value. Give it one with --Parameters:{name}=VALUE, environment variable Parameters__{name}, or in the AppHost's appsettings.json.");
}
