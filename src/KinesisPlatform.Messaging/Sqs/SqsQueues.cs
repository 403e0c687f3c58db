using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>The queues by their names without the prefix: finds them, creates them where that is allowed, and sends to them.</summary>
internal sealed class SqsQueues(IAmazonSQS client, MessagingOptions options)
{
    private const int MessageBytesMax = 1_048_576;

    // 14 days, the longest there is: what a service cannot consume must not vanish over a weekend.
    private const string RetentionSeconds = "1209600";

    private readonly ConcurrentDictionary<string, string> _urls = new();

    public string FullName(string queue) => options.QueuePrefix + queue;

    /// <exception cref="PlatformException">NotFound: the queue is missing and may not be created. Unavailable or Invalid: SQS refused.</exception>
    public async Task<string> UrlOfAsync(string queue, CancellationToken cancellationToken)
    {
        if (_urls.TryGetValue(queue, out var known)) return known;
        var name = FullName(queue);
        return _urls[queue] = await SqsFailures.TranslateAsync(name, async () => await FindAsync(name, cancellationToken) ?? await CreateAsync(name, cancellationToken));
    }

    /// <summary>To be called when SQS no longer knows the queue: it was deleted, or an emulator started afresh.</summary>
    public void Forget(string queue) => _urls.TryRemove(queue, out _);

    /// <exception cref="PlatformException">As <see cref="UrlOfAsync"/>; Invalid also for a message that is too long.</exception>
    public async Task SendAsync(
        string queue, string body, Dictionary<string, MessageAttributeValue> attributes, int? delaySeconds, CancellationToken cancellationToken)
    {
        // UTF-8 has at most three bytes for a UTF-16 unit; counting is only needed near the limit.
        if (body.Length > MessageBytesMax / 3 && System.Text.Encoding.UTF8.GetByteCount(body) > MessageBytesMax)
            throw new PlatformException(FailureKind.Invalid, $"A message to {FullName(queue)} is longer than SQS' {MessageBytesMax} bytes: put the content into S3 and send its key.");
        try
        {
            await SendOnceAsync();
        }
        catch (PlatformException e) when (e.InnerException is QueueDoesNotExistException)
        {
            Forget(queue);
            await SendOnceAsync();
        }

        async Task SendOnceAsync()
        {
            var url = await UrlOfAsync(queue, cancellationToken);
            var request = new SendMessageRequest(url, body) { MessageAttributes = attributes, DelaySeconds = delaySeconds };
            await SqsFailures.TranslateAsync(FullName(queue), () => client.SendMessageAsync(request, cancellationToken));
        }
    }

    private async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetQueueUrlAsync(new(name), cancellationToken)).QueueUrl;
        }
        catch (QueueDoesNotExistException)
        {
            return null;
        }
    }

    private async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        if (!options.CreateQueues)
            throw new PlatformException(FailureKind.NotFound, $"Queue {name} does not exist: create it, or set {MessagingOptions.SectionName}:{nameof(options.CreateQueues)} to true.");
        try
        {
            var request = new CreateQueueRequest(name) { Attributes = new() { ["MessageRetentionPeriod"] = RetentionSeconds } };
            return (await client.CreateQueueAsync(request, cancellationToken)).QueueUrl!;
        }
        catch (QueueNameExistsException e)
        {
            // Somebody created it meanwhile, with other attributes: those are theirs to choose.
            return await FindAsync(name, cancellationToken) ?? throw new AmazonServiceException($"Queue {name} was created and deleted at once.", e);
        }
    }
}
