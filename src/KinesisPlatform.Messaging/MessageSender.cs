using MassTransit;

namespace KinesisPlatform.Messaging;

internal sealed class MessageSender(IBus bus) : IMessageSender
{
    public async Task SendAsync<T>(T command, CancellationToken cancellationToken) where T : class
    {
        ArgumentNullException.ThrowIfNull(command);
        var service = MessageRoutes.ServiceOf(typeof(T)) ?? throw Unrouted<T>("command");
        await SendToAsync(service, command, cancellationToken);
    }

    public async Task PublishAsync<T>(T @event, CancellationToken cancellationToken) where T : class
    {
        ArgumentNullException.ThrowIfNull(@event);
        foreach (var service in MessageRoutes.ConsumersOf(typeof(T)) ?? throw Unrouted<T>("event"))
            await SendToAsync(service, @event, cancellationToken);
    }

    private async Task SendToAsync<T>(string service, T message, CancellationToken cancellationToken) where T : class
    {
        var endpoint = await bus.GetSendEndpoint(new Uri($"queue:{service}"));
        await endpoint.Send(message, cancellationToken);
    }

    private static PlatformException Unrouted<T>(string kind) =>
        new(FailureKind.Invalid, $"{typeof(T).Name} is not a {kind}: add it to {nameof(MessageRoutes)}.");
}
