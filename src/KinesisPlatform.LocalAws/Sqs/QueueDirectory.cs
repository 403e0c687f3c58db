using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>The queues of the account. A queue deleted may be created again at once: the service's 60 seconds would only cost local runs time.</summary>
internal sealed partial class QueueDirectory(LocalAwsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, SqsQueue> _queues = new();
    private readonly Lock _creation = new();

    public SqsQueue Create(string name, IReadOnlyDictionary<string, string> attributes, IReadOnlyDictionary<string, string> tags)
    {
        if (name.EndsWith(".fifo", StringComparison.Ordinal)) throw SqsException.Unsupported("This emulator has no FIFO queues: use a name without .fifo.");
        if (!NamePattern().IsMatch(name)) throw SqsException.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        lock (_creation)
        {
            var wanted = QueueAttributes.Default.With(attributes);
            RequireDeadLetterQueue(wanted);
            if (!_queues.TryGetValue(name, out var queue))
            {
                queue = _queues[name] = new(name, ArnOf(name), wanted, time);
                foreach (var (key, value) in tags) queue.Tags[key] = value;
                return queue;
            }
            var different = attributes.Keys.FirstOrDefault(a => wanted.Values.GetValueOrDefault(a) != queue.Attributes.Values.GetValueOrDefault(a));
            return different is null ? queue : throw SqsException.QueueNameExists(different);
        }
    }

    public SqsQueue Find(string name) => _queues.TryGetValue(name, out var queue) ? queue : throw SqsException.NonExistentQueue();

    /// <param name="queueUrl">Whatever host a client knows the emulator by: only the last two segments matter.</param>
    public SqsQueue FindByUrl(string queueUrl)
    {
        var segments = queueUrl.TrimEnd('/').Split('/');
        return segments.Length > 1 && segments[^2] == options.AccountId ? Find(segments[^1]) : throw SqsException.NonExistentQueue();
    }

    public SqsQueue? FindByArn(string arn) => _queues.Values.FirstOrDefault(q => q.Arn == arn);

    public IEnumerable<SqsQueue> List(string prefix) =>
        _queues.Values.Where(q => q.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(q => q.Name, StringComparer.Ordinal);

    public void Change(SqsQueue queue, IReadOnlyDictionary<string, string> changes)
    {
        RequireDeadLetterQueue(queue.Attributes.With(changes));
        queue.Change(changes);
    }

    public void Delete(SqsQueue queue)
    {
        _queues.TryRemove(KeyValuePair.Create(queue.Name, queue));
        queue.Close();
    }

    private string ArnOf(string name) => $"arn:aws:sqs:{options.Region}:{options.AccountId}:{name}";

    private void RequireDeadLetterQueue(QueueAttributes attributes)
    {
        if (attributes.Redrive is { } redrive && FindByArn(redrive.DeadLetterTargetArn) is null)
            throw SqsException.InvalidValue(attributes.Values["RedrivePolicy"], "RedrivePolicy", "Dead letter target does not exist.");
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex NamePattern();
}
