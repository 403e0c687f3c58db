using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Reporting;
using Aspire.Hosting.Running;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    /// <summary>Written by the AppHost's build; the name is the one that the Aspire SDK writes.</summary>
    private const string AppHostPathMetadata = "apphostprojectpath";

    private static readonly Dictionary<string, string> Switches = new()
    {
        ["--publisher"] = ManifestOptions.PublisherKey,
        ["--output-path"] = ManifestOptions.OutputPathKey,
    };

    private readonly HostApplicationBuilder _host;
    private readonly TestRun? _testRun = TestRun.Current;
    private readonly DistributedApplicationOptions _options;

    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        _options = options;
        _testRun?.Configure(options);
        AppHostAssembly = options.AppHostAssembly ?? Assembly.GetEntryAssembly();
        AppHostDirectory = options.ProjectDirectory ?? RecordedDirectory(AppHostAssembly) ?? Directory.GetCurrentDirectory();
        _host = new(new HostApplicationBuilderSettings { ContentRootPath = AppHostDirectory, Args = options.Args });
        _host.Configuration.AddCommandLine(options.Args ?? [], Switches);
        // The program writes for people; failures reach them as messages of their own.
        _host.Logging.ClearProviders();
        ExecutionContext = new(Configuration[ManifestOptions.PublisherKey] is not null);
        AddServices();
        _testRun?.Created(this);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    public ResourceCollection Resources { get; } = [];

    internal Assembly? AppHostAssembly { get; }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        Resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        _testRun?.Building();
        var wanted = !_options.DisableDashboard && Configuration.GetValue(Dashboard.EnabledKey, defaultValue: true);
        var notice = ExecutionContext.IsRunMode && wanted ? Dashboard.AddTo(this) : null;
        if (notice is not null) Services.AddSingleton(notice);
        var application = new DistributedApplication(_host.Build(), _testRun);
        _testRun?.Built(application);
        return application;
    }

    private static string? RecordedDirectory(Assembly? assembly)
    {
        var path = assembly?.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == AppHostPathMetadata)?.Value;
        return Directory.Exists(path) ? path : null;
    }

    private void AddServices() => Services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(ExecutionContext)
        .AddSingleton(Resources)
        .AddSingleton<IDistributedApplicationBuilder>(this)
        .AddSingleton<ResourceLogs>()
        .AddSingleton(services => new ResourceNotificationService(services.GetRequiredService<ResourceLogs>()))
        .AddSingleton<EndpointAllocator>()
        .AddSingleton<ProjectEnvironment>()
        .AddSingleton<LaunchPlanner>()
        .AddSingleton<HealthMonitor>()
        .AddSingleton<ManifestWriter>()
        .AddSingleton<ConsoleReport>()
        .AddSingleton<ApplicationRunner>()
        .AddHostedService(services => services.GetRequiredService<ApplicationRunner>());
}
