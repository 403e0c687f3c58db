using KinesisPlatform.Cli.Configuration;

namespace KinesisPlatform.Cli.Doctor;

/// <summary>What is set on this machine, and the programs that <c>kp</c> starts.</summary>
internal static class LocalChecks
{
    private const string Area = "this machine";

    public static IEnumerable<Finding> Run(KpSettings settings)
    {
        yield return File.Exists(settings.ConfigPath)
            ? Finding.Good(Area, "configuration", settings.ConfigPath)
            : Finding.Good(Area, "configuration", $"no {settings.ConfigPath}: addresses are from options, the environment, or the AppHost's own");
        yield return settings.Key is { } key
            ? Finding.Good(Area, "API key", $"{key.Id}, from {key.Origin}")
            : Finding.Good(Area, "API key", "none: services without keys, on this machine, let everybody in");
        yield return FindProgram("ssh") is { } ssh
            ? Finding.Good(Area, "ssh", ssh)
            : Finding.Warning(Area, "ssh", "not found: kp forward-local-ports --via ssh needs it.", "Install OpenSSH's client, or forward by SSM.");
        yield return (FindProgram("aws"), FindProgram("session-manager-plugin")) switch
        {
            ({ } aws, { }) => Finding.Good(Area, "SSM", $"{aws}, with session-manager-plugin"),
            (null, _) => Finding.Warning(Area, "SSM", "the AWS command line is not found: kp forward-local-ports --via ssm needs it.", "Install the AWS CLI, version 2, and its session-manager-plugin."),
            _ => Finding.Warning(Area, "SSM", "session-manager-plugin is not found: kp forward-local-ports --via ssm needs it.", "Install it from AWS' page \"Install the Session Manager plugin for the AWS CLI\"."),
        };
    }

    /// <returns>Its path; null when it is nowhere in PATH.</returns>
    public static string? FindProgram(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending))).FirstOrDefault(File.Exists);
    }
}
