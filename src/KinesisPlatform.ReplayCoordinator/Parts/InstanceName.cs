namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>Tells this run of the service from every other, earlier runs on the same machine included.</summary>
internal sealed record InstanceName(string Value)
{
    public static InstanceName Create() => new($"{Environment.MachineName}-{Guid.NewGuid():N}");
}
