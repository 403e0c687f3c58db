using System.Globalization;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>
/// The Aspire dashboard as one more resource, from the Aspire command line's npm package. It listens on loopback and lets anybody
/// on this machine in.
/// </summary>
internal static class Dashboard
{
    public const string Name = "dashboard";
    public const string OtlpGrpcEndpoint = "otlp-grpc";

    /// <summary>False leaves the dashboard out.</summary>
    public const string EnabledKey = "Dashboard:Enabled";

    private const string OtlpHttpEndpoint = "otlp-http";
    private const int FrontendPort = 18888;
    private const int OtlpGrpcPort = 18889;
    private const int OtlpHttpPort = 18890;

    /// <summary>Written by the AppHost's build.</summary>
    private const string CommandLineMetadata = "aspireclipath";

    /// <summary>Adds it and points the projects' telemetry at it, or tells why that is not possible.</summary>
    public static DashboardNotice? AddTo(DistributedApplicationBuilder builder)
    {
        var cli = builder.AppHostAssembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == CommandLineMetadata)?.Value;
        if (!File.Exists(cli))
        {
            // Nothing listens where a launch profile says that the dashboard does.
            builder.Configuration[ProjectEnvironment.OtlpGrpcEndpointKey] = null;
            return new("No dashboard: the npm package @microsoft/aspire-cli-linux-x64 is not there (it exists for Linux on x64 only; 'npm ci' in src/npm installs it).");
        }
        var dashboard = Unpacked(cli) is { } program ? builder.AddExecutable(Name, program, ".", "dashboard") : builder.AddExecutable(Name, cli, ".");
        dashboard.WithHttpEndpoint(FrontendPort)
            .WithHttpEndpoint(OtlpGrpcPort, name: OtlpGrpcEndpoint)
            .WithHttpEndpoint(OtlpHttpPort, name: OtlpHttpEndpoint)
            .WithHttpHealthCheck("/")
            .WithEnvironment("NO_COLOR", "1")
            .WithEnvironment("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true")
            .WithEnvironment("ASPIRE_CLI_TELEMETRY_OPTOUT", "1")
            .ExcludeFromManifest();
        var (frontend, grpc, http) = (dashboard.GetEndpoint("http"), dashboard.GetEndpoint(OtlpGrpcEndpoint), dashboard.GetEndpoint(OtlpHttpEndpoint));
        if (dashboard.Resource.Command == cli)
            dashboard.WithArgs("dashboard", "run", "--allow-anonymous", "--nologo", "--non-interactive")
                .WithArgs("--frontend-url", frontend, "--otlp-grpc-url", grpc, "--otlp-http-url", http);
        else
            dashboard.WithEnvironment(ProductionSettings)
                .WithEnvironment("ASPNETCORE_URLS", frontend)
                .WithEnvironment(ProjectEnvironment.OtlpGrpcEndpointKey, grpc)
                .WithEnvironment(ProjectEnvironment.OtlpHttpEndpointKey, http);
        return null;
    }

    private static void ProductionSettings(EnvironmentCallbackContext context)
    {
        var variables = context.EnvironmentVariables;
        variables["ASPNETCORE_ENVIRONMENT"] = "Production";
        variables["DOTNET_ENVIRONMENT"] = "Production";
        variables["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = "true";
        // It warns that it lets everybody in, and repeats the addresses that the table shows.
        variables["Logging__LogLevel__Default"] = "Error";
    }

    /// <summary>
    /// The command line unpacks the dashboard into the user's folder on its first run and links it as <c>bundle</c> when that is
    /// complete. Starting it from there saves the command line's own process of 90 MB.
    /// </summary>
    private static string? Unpacked(string cli)
    {
        var home = Environment.GetEnvironmentVariable("ASPIRE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aspire");
        var program = Path.Combine(home, "bundle", "managed", "aspire-managed");
        var versionFile = Path.Combine(home, ".aspire-bundle-version");
        if (!File.Exists(program) || !File.Exists(versionFile)) return null;
        // 13.5.4+9c1b401d…|151692424|639307977516878229: the second field is the size of the command line that unpacked it.
        var fields = File.ReadAllText(versionFile).Split('|');
        return fields.Length > 1 && fields[1] == new FileInfo(cli).Length.ToString(CultureInfo.InvariantCulture) ? program : null;
    }
}
