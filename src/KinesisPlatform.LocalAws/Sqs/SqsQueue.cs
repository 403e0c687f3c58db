namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>A standard queue. All times are the clock's: nothing happens between calls, what falls due is found when somebody looks.</summary>
internal sealed class SqsQueue(string name, string arn, QueueAttributes attributes, TimeProvider time)
{
    private const int InFlightMax = 120_000;
    private static readonly TimeSpan VisibilityTotalMax = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, StoredMessage> _messages = [];
    private readonly SortedSet<long> _visible = [];
    // Entries outlive changes of a message's visibility; one that no longer matches the message is passed over.
    private readonly PriorityQueue<(long Number, DateTimeOffset VisibleAt), DateTimeOffset> _hidden = new();
    private TaskCompletionSource _arrival = NewSignal();
    private long _lastNumber;

    public string Name => name;

    public string Arn => arn;

    public QueueAttributes Attributes { get; private set; } = attributes;

    public Dictionary<string, string> Tags { get; } = [];

    public DateTimeOffset CreatedAt { get; } = time.GetUtcNow();

    public DateTimeOffset ModifiedAt { get; private set; } = time.GetUtcNow();

    public bool IsDeleted { get; private set; }

    public void Change(IEnumerable<KeyValuePair<string, string>> changes)
    {
        lock (_gate)
        {
            Attributes = Attributes.With(changes);
            ModifiedAt = time.GetUtcNow();
        }
    }

    public StoredMessage Send(NewMessage content)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            var message = new StoredMessage(Guid.NewGuid().ToString(), content, now);
            Add(message, now + (content.Delay ?? Attributes.Delay), now);
            return message;
        }
    }

    /// <summary>Takes a message over from the queue it was received from too often.</summary>
    public void Accept(StoredMessage message)
    {
        lock (_gate)
        {
            message.Receipt = null;
            Add(message, time.GetUtcNow(), time.GetUtcNow());
        }
    }

    /// <summary>
    /// Takes what is visible, oldest first. Where nothing is, also a signal that something was sent or released, and when the next hidden message
    /// falls due.
    /// </summary>
    /// <param name="receiveCountMax">Receives after which a message is dead; null where it has no dead-letter queue to go to.</param>
    public ReceiveResult Receive(int countMax, TimeSpan? visibilityTimeout, int? receiveCountMax)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (IsDeleted) throw SqsException.NonExistentQueue();
            Settle(now);
            if (_messages.Count - _visible.Count >= InFlightMax) throw SqsException.OverLimit();
            var taken = new List<StoredMessage>();
            var dead = new List<StoredMessage>();
            while (taken.Count < countMax && _visible.Count > 0)
            {
                var message = _messages[_visible.Min];
                _visible.Remove(message.Number);
                if (message.ReceiveCount >= receiveCountMax) dead.Add(Remove(message));
                else taken.Add(message);
            }
            // Only now: with a timeout of 0 each is visible again at once, and one answer holds a message once.
            var timeout = visibilityTimeout ?? Attributes.VisibilityTimeout;
            return new([.. taken.Select(m => Take(m, timeout, now))], dead, _arrival.Task, _hidden.TryPeek(out _, out var due) ? due : null);
        }
    }

    /// <summary>An outdated receipt deletes nothing and is no error, as with the service.</summary>
    public void Delete(string handle)
    {
        var receipt = Own(handle);
        lock (_gate)
        {
            if (_messages.TryGetValue(receipt.Number, out var message) && message.Receipt == handle) Remove(message);
        }
    }

    public void ChangeVisibility(string handle, TimeSpan timeout)
    {
        var receipt = Own(handle);
        var now = time.GetUtcNow();
        lock (_gate)
        {
            Settle(now);
            if (!_messages.TryGetValue(receipt.Number, out var message))
                throw SqsException.InvalidValue(handle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.");
            if (message.Receipt != handle || _visible.Contains(message.Number)) throw SqsException.NotInflight();
            if (now + timeout > message.LastReceivedAt + VisibilityTotalMax)
                throw SqsException.InvalidValue($"{timeout.TotalSeconds}", "VisibilityTimeout", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
            Hide(message, now + timeout, now);
        }
    }

    public void Purge()
    {
        lock (_gate)
        {
            _messages.Clear();
            _visible.Clear();
            _hidden.Clear();
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            IsDeleted = true;
            _arrival.TrySetResult();
        }
    }

    public MessageCounts Count()
    {
        lock (_gate)
        {
            Settle(time.GetUtcNow());
            var delayed = _messages.Values.Count(m => m.IsDelayed && !_visible.Contains(m.Number));
            return new(_visible.Count, _messages.Count - _visible.Count - delayed, delayed);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ReceiptHandle Own(string handle)
    {
        var receipt = ReceiptHandle.Parse(handle);
        return receipt.Queue == Name ? receipt : throw SqsException.InvalidReceiptHandle(handle);
    }

    private void Add(StoredMessage message, DateTimeOffset visibleAt, DateTimeOffset now)
    {
        message.Number = ++_lastNumber;
        _messages.Add(message.Number, message);
        Hide(message, visibleAt, now);
    }

    private void Hide(StoredMessage message, DateTimeOffset until, DateTimeOffset now)
    {
        message.VisibleAt = until;
        if (until > now) _hidden.Enqueue((message.Number, until), until);
        else Show(message);
        // Waiting receives also have to learn of a new due time.
        _arrival.TrySetResult();
        _arrival = NewSignal();
    }

    private void Show(StoredMessage message) => _visible.Add(message.Number);

    private ReceivedMessage Take(StoredMessage message, TimeSpan visibilityTimeout, DateTimeOffset now)
    {
        message.ReceiveCount++;
        message.FirstReceivedAt ??= now;
        message.LastReceivedAt = now;
        message.Receipt = ReceiptHandle.Create(Name, message.Number, message.ReceiveCount);
        Hide(message, now + visibilityTimeout, now);
        return new(message.Id, message.Content, message.Receipt, message.SentAt, message.ReceiveCount, message.FirstReceivedAt.Value, message.DeadLetterSourceArn);
    }

    private StoredMessage Remove(StoredMessage message)
    {
        _messages.Remove(message.Number);
        _visible.Remove(message.Number);
        return message;
    }

    private void Settle(DateTimeOffset now)
    {
        while (_hidden.TryPeek(out var entry, out var due) && (due <= now || !IsCurrent(entry)))
        {
            _hidden.Dequeue();
            if (IsCurrent(entry)) Show(_messages[entry.Number]);
        }
        foreach (var message in _messages.Values.TakeWhile(m => m.SentAt + Attributes.Retention <= now).ToList()) Remove(message);
    }

    private bool IsCurrent((long Number, DateTimeOffset VisibleAt) entry) =>
        _messages.TryGetValue(entry.Number, out var message) && message.VisibleAt == entry.VisibleAt && !_visible.Contains(entry.Number);
}
