using System.Runtime.CompilerServices;
using System.Text.Json;
using KinesisPlatform.Cli.Configuration;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Doctor;

/// <summary>Whether each service answers, what it says of itself, and whether all are of one version.</summary>
internal static class ServiceChecks
{
    private const string Area = "services";
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SkewMax = TimeSpan.FromSeconds(60);

    public static async IAsyncEnumerable<Finding> RunAsync(KpContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var versions = new Dictionary<string, string>();
        foreach (var service in PlatformService.All)
        {
            var findings = await CheckAsync(context, context.Connect(service), versions, cancellationToken);
            foreach (var finding in findings) yield return finding;
        }
        // Of one release, whatever was committed between two builds of it.
        if (versions.Values.Select(version => version.Split('+')[0]).Distinct().Count() > 1)
            yield return Finding.Warning(Area, "versions", $"the services differ: {string.Join(", ", versions.Select(version => $"{version.Key} {version.Value}"))}.", "Services read each other's documents and messages: deploy all of one version.");
    }

    private static async Task<IReadOnlyList<Finding>> CheckAsync(KpContext context, ServiceClient service, Dictionary<string, string> versions, CancellationToken cancellationToken)
    {
        var name = service.Address.Service.Name;
        var findings = new List<Finding>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var response = await service.TryOpenAsync(new(HttpMethod.Get, "health"), limit.Token);
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            using var document = await JsonDocument.ParseAsync(body, default, limit.Token);
            var health = service.Read(document.RootElement, KpJson.Default.HealthReport);
            if (health.Version is { } version) versions[name] = version;
            findings.Add(ToFinding(name, service.Address, health));
            foreach (var check in health.Checks.Where(check => check.Status != "Healthy")) findings.Add(ToFinding($"{name}, {check.Name}", check));
            if (response.Headers.Date is { } date && (context.Time.GetUtcNow() - date).Duration() is var skew && skew > SkewMax)
                findings.Add(Finding.Warning(Area, name, $"its clock and this machine's are {Shown.Duration(skew)} apart.", "AWS refuses requests that are signed five minutes off: let both machines' clocks be set by NTP."));
            if (await RefusalAsync(service, limit.Token) is { } refusal) findings.Add(refusal);
        }
        catch (KpException error)
        {
            findings.Add(Finding.Bad(Area, name, error.Message, error.Hint));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            findings.Add(Finding.Bad(Area, name, $"{service.Address.Shown} took the connection and did not answer /health within {AnswerLimit.TotalSeconds:0} s.", "Look at its log; restart it."));
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            findings.Add(Finding.Bad(Area, name, $"what answers at {service.Address.Shown} is not this service: its /health is not JSON.", $"Correct {service.Address.Origin}."));
        }
        return findings;
    }

    private static Finding ToFinding(string name, ServiceAddress address, HealthReport health)
    {
        var version = health.Version is { } known ? $", version {Short(known)}" : "";
        return health.Status == "Healthy"
            ? Finding.Good(Area, name, $"{address.Shown}{version}")
            : new(Area, name, health.Status == "Degraded" ? FindingState.Warning : FindingState.Bad, $"{address.Shown} says it is {health.Status.ToLowerInvariant()}{version}", health.Checks.Count == 0 ? "Its log says why; so does this command with a key that may administer." : null);
    }

    // 0.1.0+ and forty digits of a commit.
    private static string Short(string version) => version.IndexOf('+', StringComparison.Ordinal) is var plus and >= 0 && version.Length > plus + 9 ? version[..(plus + 9)] : version;

    private static Finding ToFinding(string name, HealthCheckReport check) =>
        new(Area, name, check.Status == "Degraded" ? FindingState.Warning : FindingState.Bad, check.Message ?? check.Status);

    // /health is open to everyone: whether the key is let in shows elsewhere.
    private static async Task<Finding?> RefusalAsync(ServiceClient service, CancellationToken cancellationToken)
    {
        var path = service.Address.Service == PlatformService.Replay ? "replays?limit=1" : service.Address.Service == PlatformService.Provisioner ? "clusters" : "streams";
        try
        {
            await service.GetAsync(path, cancellationToken);
            return null;
        }
        catch (KpException error) when (error.Code == ExitCode.NotAllowed)
        {
            return Finding.Warning(Area, service.Address.Service.Name, error.Message, error.Hint);
        }
        catch (KpException error)
        {
            return Finding.Bad(Area, service.Address.Service.Name, error.Message, error.Hint);
        }
    }
}
