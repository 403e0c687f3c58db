namespace KinesisPlatform.Cli.Configuration;

/// <summary>A service that <c>kp</c> talks to, and where its address may be given.</summary>
/// <param name="Member">Of the configuration file.</param>
/// <param name="Port">The AppHost's.</param>
internal sealed record PlatformService(string Name, string Member, string Option, string Variable, int Port)
{
    public static PlatformService Gateway { get; } = new("query-gateway", "gateway", "--gateway-url", "KP_GATEWAY_URL", 8080);

    public static PlatformService Replay { get; } = new("replay-coordinator", "replay", "--replay-url", "KP_REPLAY_URL", 8081);

    public static PlatformService Provisioner { get; } = new("cluster-provisioner", "provisioner", "--provisioner-url", "KP_PROVISIONER_URL", 8082);

    public static PlatformService Archiver { get; } = new("archiver", "archiver", "--archiver-url", "KP_ARCHIVER_URL", 8083);

    public static IReadOnlyList<PlatformService> All { get; } = [Gateway, Replay, Provisioner, Archiver];

    public Uri DefaultAddress => new($"http://localhost:{Port}/");
}
