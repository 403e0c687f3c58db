using System.Collections.Concurrent;
using KinesisPlatform.Messaging;

namespace KinesisPlatform.ClusterProvisioner.Tests.Fakes;

/// <summary>Keeps what is sent.</summary>
internal sealed class RecordedMessages : IMessageSender
{
    private readonly ConcurrentQueue<object> _sent = new();

    public bool IsDown { get; set; }

    public IReadOnlyList<T> Of<T>() => [.. _sent.OfType<T>()];

    public Task SendAsync<T>(T command, CancellationToken cancellationToken) where T : class => Keep(command);

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken) where T : class => Keep(@event);

    private Task Keep(object message)
    {
        if (IsDown) return Task.FromException(new PlatformException(FailureKind.Unavailable, "SQS did not take it."));
        _sent.Enqueue(message);
        return Task.CompletedTask;
    }
}
