namespace KinesisPlatform.Messaging;

/// <summary>
/// Sends messages to the queues that <see cref="MessageRoutes"/> names. Delivery is at least once, in no particular order: consumers are idempotent.
/// Safe for concurrent use. The current trace goes along.
/// </summary>
public interface IMessageSender
{
    /// <summary>Sends a command to the one queue of the service that carries it out. When the task completes, SQS has stored it.</summary>
    /// <exception cref="PlatformException">Invalid: the type is not a command of <see cref="MessageRoutes"/>. NotFound: the queue is missing. Unavailable: SQS did not take it.</exception>
    Task SendAsync<T>(T command, CancellationToken cancellationToken) where T : class;

    /// <summary>
    /// Sends an event to the queue of every service that consumes it. When the task completes, all have it; after a failure some may have it, and
    /// publishing again gives those a second copy.
    /// </summary>
    /// <exception cref="PlatformException">As <see cref="SendAsync{T}"/>.</exception>
    Task PublishAsync<T>(T @event, CancellationToken cancellationToken) where T : class;
}
