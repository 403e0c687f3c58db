namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>A message in a queue. Guarded by its queue's lock.</summary>
internal sealed class StoredMessage(string id, NewMessage content, DateTimeOffset sentAt)
{
    public string Id { get; } = id;

    public NewMessage Content { get; } = content;

    /// <summary>Kept when the message moves to a dead-letter queue, so that it expires as the service's do.</summary>
    public DateTimeOffset SentAt { get; } = sentAt;

    /// <summary>Place in its queue.</summary>
    public long Number { get; set; }

    public DateTimeOffset VisibleAt { get; set; }

    public int ReceiveCount { get; set; }

    public DateTimeOffset? FirstReceivedAt { get; set; }

    public DateTimeOffset LastReceivedAt { get; set; }

    /// <summary>The only receipt that still deletes the message; null before the first receive.</summary>
    public string? Receipt { get; set; }

    public string? DeadLetterSourceArn { get; set; }

    /// <summary>Delayed rather than in flight.</summary>
    public bool IsDelayed => Receipt is null;
}
