using System.Reflection;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost inside a test: free ports in place of the fixed ones, no dashboard. Telemetry goes where
/// <c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c> or <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c> of its configuration points.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly, such as <c>Projects.KinesisPlatform_AppHost</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default) where TEntryPoint : class =>
        CreateAsync<TEntryPoint>([], cancellationToken);

    /// <param name="args">The AppHost's command line, such as <c>--Aws:Provider=embedded</c>.</param>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        var run = new TestRun(typeof(TEntryPoint).Assembly, WithDefaults(args));
        var builder = await run.BeginAsync().WaitAsync(cancellationToken);
        return new TestingBuilder(builder, () => run.BuildAsync(), run.Abandon);
    }

    /// <summary>An application of the test's own, without an AppHost.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var options = new DistributedApplicationOptions { Args = WithDefaults(args), DisableDashboard = true, AppHostAssembly = Assembly.GetCallingAssembly() };
        var builder = new DistributedApplicationBuilder(options);
        return new TestingBuilder(builder, () => Task.FromResult(builder.Build()), () => { });
    }

    private static string[] WithDefaults(string[] args) => [$"--{Running.EndpointAllocator.RandomizePortsKey}=true", "--environment=Development", .. args];
}
