using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An endpoint on which a resource listens. Without a proxy the port clients use and the one the resource binds are the same, except in containers.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    public required string Name { get; init; }

    public string UriScheme { get; init; } = "http";

    /// <summary>The port clients use; null takes a free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port the resource binds; null takes <see cref="Port"/>.</summary>
    public int? TargetPort { get; set; }

    public bool IsExternal { get; set; }

    /// <summary>The environment variable that tells the resource its port; null leaves that to <c>ASPNETCORE_URLS</c>.</summary>
    public string? TargetPortEnvironmentVariable { get; init; }

    /// <summary>The port that clients of this run use; null before the start.</summary>
    internal int? AllocatedPort { get; set; }

    internal bool IsHttp => UriScheme is "http" or "https";

    internal string Url => string.Create(CultureInfo.InvariantCulture, $"{UriScheme}://localhost:{AllocatedPort}");
}
