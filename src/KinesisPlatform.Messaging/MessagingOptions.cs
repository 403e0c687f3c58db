namespace KinesisPlatform.Messaging;

/// <summary>How a service uses its queues. Idle cost: one ReceiveMessage request per <see cref="ReceiveWaitTime"/> and instance (about 130,000 a month at 20 s).</summary>
public sealed class MessagingOptions
{
    public const string SectionName = "Messaging";

    /// <summary>Put before every queue name, so that several deployments share an account.</summary>
    public string QueuePrefix { get; set; } = "kinesis-platform-";

    /// <summary>Whether queues that are missing are created. Where it is off, a missing queue is an error that names it.</summary>
    public bool CreateQueues { get; set; } = true;

    /// <summary>How long one receive waits for messages: 1-20 s. Shorter costs more requests.</summary>
    public TimeSpan ReceiveWaitTime { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long a message stays hidden from others after it was received, 2 s - 12 h; renewed at half of it while its consumer runs. It is also how long
    /// the messages of an instance that died wait for another.
    /// </summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Messages that one instance consumes at a time, 1-1000.</summary>
    public int ConcurrentMessagesMax { get; set; } = 8;

    /// <summary>Attempts after the first, within one receive, before a message moves to the <c>_error</c> queue, 0-20.</summary>
    public int RetryCount { get; set; } = 3;

    /// <summary>Pause before the first retry; each further pause is longer by as much. 0 - 1 min.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping service lets running consumers finish before it cancels them; their messages are then delivered again.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(1);
}
