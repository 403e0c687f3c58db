using System.Reflection;

namespace Aspire.Hosting;

/// <summary>How the builder is made.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command line: <c>--Key=value</c> configuration, <c>--publisher manifest --output-path FILE</c>.</summary>
    public string[]? Args { get; set; }

    /// <summary>Leaves the dashboard out; services then export telemetry only where the configuration says so.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Folder of the AppHost; null takes what its build recorded.</summary>
    public string? ProjectDirectory { get; set; }

    internal Assembly? AppHostAssembly { get; set; }
}
