using KinesisPlatform.ClusterProvisioner.Following;
using KinesisPlatform.Contracts;
using MassTransit;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>The command to look after a cluster now. What is done, its document decides: one that is lost costs time, one that comes twice nothing.</summary>
internal sealed class LaunchClusterConsumer(FollowerService followers) : IConsumer<LaunchCluster>
{
    public Task Consume(ConsumeContext<LaunchCluster> context)
    {
        followers.Wake(context.Message.ClusterId);
        return Task.CompletedTask;
    }
}
