using KinesisPlatform.Contracts;

namespace KinesisPlatform.Messaging.Tests;

public sealed class MessageRoutesTests
{
    [Fact]
    public void Contracts_EveryMessage_HasExactlyOneRoute()
    {
        var messages = typeof(StartReplay).Assembly.GetExportedTypes();
        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.True(MessageRoutes.ServiceOf(message) is null != MessageRoutes.ConsumersOf(message) is null, message.Name));
    }

    [Fact]
    public void ConsumersOf_Event_NamesServicesOnce() =>
        Assert.Equal([MessageRoutes.QueryGateway, MessageRoutes.ReplayCoordinator], MessageRoutes.ConsumersOf(typeof(SnapshotCommitted)));
}
