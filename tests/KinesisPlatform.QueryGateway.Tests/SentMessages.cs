using System.Collections.Concurrent;
using KinesisPlatform.Messaging;

namespace KinesisPlatform.QueryGateway.Tests;

/// <summary>Keeps what is sent, and has it carried out where a test says how.</summary>
internal sealed class SentMessages : IMessageSender
{
    public ConcurrentQueue<object> Sent { get; } = new();

    public Func<object, Task>? CarriedOut { get; set; }

    public Task SendAsync<T>(T command, CancellationToken cancellationToken) where T : class
    {
        Sent.Enqueue(command);
        // As another service does: later, and on its own.
        if (CarriedOut is { } carryOut) _ = Task.Run(() => carryOut(command), CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken) where T : class => SendAsync(@event, cancellationToken);
}
