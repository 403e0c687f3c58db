using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Turns a resource into the program to start.</summary>
internal sealed class LaunchPlanner(
    IDistributedApplicationBuilder builder, DistributedApplicationExecutionContext executionContext, ProjectEnvironment projects, TimeProvider time)
{
    /// <exception cref="DistributedApplicationException">The resource cannot be started here; the message says what it needs.</exception>
    public async Task<ProcessLaunch> PlanAsync(IResource resource, CancellationToken cancellationToken)
    {
        var environment = await EnvironmentOfAsync(resource, cancellationToken);
        var arguments = await ArgumentsOfAsync(resource, cancellationToken);
        return resource switch
        {
            ProjectResource project => Plan(project.Annotations.OfType<IProjectMetadata>().Single(), arguments, environment),
            ExecutableResource executable => new(executable.Command, arguments, Path.Combine(builder.AppHostDirectory, executable.WorkingDirectory), environment),
            ContainerResource container => await PlanContainerAsync(container, arguments, environment, cancellationToken),
            _ => throw new DistributedApplicationException($"Resources of type {resource.GetType().Name} cannot be started."),
        };
    }

    private static ProcessLaunch Plan(IProjectMetadata project, IReadOnlyList<string> arguments, Dictionary<string, string?> environment)
    {
        var dotnet = System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var folder = Path.GetDirectoryName(project.ProjectPath)!;
        if (project is not IBuiltProjectMetadata built)
            return new(dotnet, ["run", "--project", project.ProjectPath, "--no-build", "--no-launch-profile", "--", .. arguments], folder, environment);
        if (!File.Exists(built.AssemblyPath))
            throw new DistributedApplicationException($"{built.AssemblyPath} is not there. Build the AppHost: that builds its projects.");
        return new(dotnet, [built.AssemblyPath, .. arguments], folder, environment);
    }

    private async Task<ProcessLaunch> PlanContainerAsync(
        ContainerResource container, IReadOnlyList<string> arguments, Dictionary<string, string?> environment, CancellationToken cancellationToken)
    {
        var engine = await ContainerEngine.FindAsync(time, cancellationToken)
            ?? throw new DistributedApplicationException($"{container.Name} is a container, and neither docker nor podman answers here. Start a container engine, or choose an option without containers.");
        return ContainerEngine.Run(engine, container, arguments, environment, builder.AppHostDirectory);
    }

    private async Task<Dictionary<string, string?>> EnvironmentOfAsync(IResource resource, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource);
        if (resource is ProjectResource) projects.AddForRun(context);
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.TargetPortEnvironmentVariable is { } variable)
                context.EnvironmentVariables[variable] = (endpoint.TargetPort ?? endpoint.AllocatedPort)!.Value.ToString(CultureInfo.InvariantCulture);
        }
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>()) annotation.Callback(context);
        var values = ProjectEnvironment.NotInherited.ToDictionary(name => name, string? (_) => null, StringComparer.Ordinal);
        foreach (var (name, value) in context.EnvironmentVariables) values[name] = await ValueOfAsync(value, cancellationToken);
        return values;
    }

    private static async Task<IReadOnlyList<string>> ArgumentsOfAsync(IResource resource, CancellationToken cancellationToken)
    {
        var values = new List<string>();
        foreach (var argument in resource.Annotations.OfType<CommandLineArgsAnnotation>().SelectMany(a => a.Args))
            values.Add(await ValueOfAsync(argument, cancellationToken) ?? "");
        return values;
    }

    private static async ValueTask<string?> ValueOfAsync(object value, CancellationToken cancellationToken) =>
        value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : Convert.ToString(value, CultureInfo.InvariantCulture);
}
