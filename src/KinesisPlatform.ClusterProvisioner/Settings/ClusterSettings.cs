namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>What <c>cluster.schema.json</c> describes, after everything that differs has gone over <c>defaults.json</c>.</summary>
internal sealed record ClusterSettings
{
    public required string Name { get; init; }
    public required string ReleaseLabel { get; init; }
    public required ClusterEngine Engine { get; init; }
    public required string ServiceRole { get; init; }
    public required string InstanceProfile { get; init; }
    public IReadOnlyList<string> Subnets { get; init; } = [];
    public string? KeyPair { get; init; }
    public string? SecurityConfiguration { get; init; }
    public SecurityGroupSettings SecurityGroups { get; init; } = new();
    public string? LogUri { get; init; }
    public required InstanceSettings Instances { get; init; }
    public required ScalingSettings Scaling { get; init; }
    public required IdleSettings IdleTermination { get; init; }
    public bool TerminationProtection { get; init; }
    public int StepConcurrency { get; init; } = 1;
    public GatewaySettings Gateway { get; init; } = new();
    public IReadOnlyList<string> Streams { get; init; } = [];
    public LiveSettings Live { get; init; } = new();
    public DrillSettings Drill { get; init; } = new();
    public IReadOnlyList<EngineConfiguration> Configurations { get; init; } = [];
    public IReadOnlyList<ScriptSettings> BootstrapActions { get; init; } = [];
    public IReadOnlyList<StepSettings> Steps { get; init; } = [];
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    public decimal? CostLimitPerMonth { get; init; }
}
