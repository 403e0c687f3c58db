using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Running;

/// <summary>Runs containers through the command line of Docker or Podman.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    /// <summary>The command of an engine that answers, or null.</summary>
    public static async Task<string?> FindAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var command in new[] { "docker", "podman" })
        {
            if (await AnswersAsync(command, time, cancellationToken)) return command;
        }
        return null;
    }

    /// <summary>The container is removed when it ends; ports are published on loopback only.</summary>
    public static ProcessLaunch Run(
        string engine, ContainerResource container, IReadOnlyList<string> arguments, Dictionary<string, string?> environment, string folder)
    {
        var image = container.Annotations.OfType<ContainerImageAnnotation>().Last();
        List<string> command = ["run", "--rm", "--name", $"{container.Name}-{Guid.NewGuid().ToString("N")[..8]}"];
        foreach (var endpoint in container.Annotations.OfType<EndpointAnnotation>())
        {
            command.Add("--publish");
            command.Add(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{endpoint.AllocatedPort}:{endpoint.TargetPort ?? endpoint.AllocatedPort}"));
        }
        foreach (var mount in container.Annotations.OfType<ContainerMountAnnotation>())
        {
            command.Add("--volume");
            command.Add($"{mount.Source}:{mount.Target}{(mount.IsReadOnly ? ":ro" : "")}");
        }
        foreach (var name in environment.Where(v => v.Value is not null).Select(v => v.Key))
        {
            // By name only: the engine takes the value from its own environment, so that secrets stay out of the process list.
            command.Add("--env");
            command.Add(name);
        }
        command.Add(image.Tag is null ? image.Image : $"{image.Image}:{image.Tag}");
        return new(engine, [.. command, .. arguments], folder, environment);
    }

    private static async Task<bool> AnswersAsync(string command, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command, ["version", "--format", "{{.Server.Version}}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(cancellationToken).WaitAsync(AnswerMax, time, cancellationToken);
            return process.ExitCode == 0;
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException)
        {
            return false;
        }
    }
}
