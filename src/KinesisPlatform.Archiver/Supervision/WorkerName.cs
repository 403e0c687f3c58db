using System.Text.RegularExpressions;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>What an archiver is called among others: the same after a restart, so that it goes on at once with what it held.</summary>
internal static partial class WorkerName
{
    /// <summary>The machine and the ports that the service listens on: two archivers of one machine differ in them.</summary>
    /// <param name="urls">As in <c>ASPNETCORE_URLS</c>; null or empty for the default port.</param>
    public static string Of(string machine, string? urls)
    {
        var ports = Ports().Matches(urls ?? "").Select(match => match.Groups[1].Value);
        var name = Others().Replace(string.Join('-', ports.Prepend(machine)), "_");
        return name.Length <= 100 ? name : name[..100];
    }

    [GeneratedRegex(@":(\d{1,5})(?=[;/]|$)")]
    private static partial Regex Ports();

    [GeneratedRegex("[^a-zA-Z0-9._-]")]
    private static partial Regex Others();
}
