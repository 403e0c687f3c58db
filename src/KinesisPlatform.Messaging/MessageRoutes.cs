using System.Collections.Frozen;
using KinesisPlatform.Contracts;

namespace KinesisPlatform.Messaging;

/// <summary>
/// Who receives what. The map is static and in one place: fanning out to plain queues needs no topics, subscriptions or queue policies, and no
/// request to find out. Names are services; the queue of a service is its name after <see cref="MessagingOptions.QueuePrefix"/>.
/// </summary>
public static class MessageRoutes
{
    public const string Archiver = "archiver";
    public const string QueryGateway = "query-gateway";
    public const string ReplayCoordinator = "replay-coordinator";
    public const string ClusterProvisioner = "cluster-provisioner";

    /// <summary>No service's, but for whoever wants to hear of clusters: a queue that is read from outside, or by nobody.</summary>
    public const string ClusterEvents = "cluster-events";

    private static readonly FrozenDictionary<Type, string> Commands = new Dictionary<Type, string>
    {
        [typeof(FlushArchive)] = Archiver,
        [typeof(StartReplay)] = ReplayCoordinator,
        [typeof(RunReplayPart)] = ReplayCoordinator,
        [typeof(LaunchCluster)] = ClusterProvisioner,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Type, string[]> Events = new Dictionary<Type, string[]>
    {
        [typeof(SnapshotCommitted)] = [QueryGateway, ReplayCoordinator],
        [typeof(ReplayPartCompleted)] = [ReplayCoordinator],
        [typeof(ClusterStateChanged)] = [ClusterEvents],
        [typeof(ClusterOrphanFound)] = [ClusterEvents],
    }.ToFrozenDictionary();

    /// <summary>The service that carries out a command; null for a type that is no command.</summary>
    public static string? ServiceOf(Type command) => Commands.GetValueOrDefault(command);

    /// <summary>The services that consume an event; null for a type that is no event.</summary>
    public static IReadOnlyList<string>? ConsumersOf(Type @event) => Events.GetValueOrDefault(@event);
}
