using Amazon.Runtime;
using Amazon.SQS.Model;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Keeps a message hidden from others while its consumer runs, and deletes it when it is done.</summary>
internal sealed class SqsMessageLock : ReceiveLockContext, IAsyncDisposable
{
    private readonly CancellationToken _consumerCancelled;
    private readonly CancellationTokenSource _done = new();
    private readonly Message _message;
    private readonly Task _renewal;
    private readonly SqsTransport _transport;
    private readonly string _url;

    public SqsMessageLock(SqsTransport transport, string url, Message message, CancellationToken consumerCancelled)
    {
        (_transport, _url, _message, _consumerCancelled) = (transport, url, message, consumerCancelled);
        _renewal = RenewAsync();
    }

    public Task ValidateLockStatus() => Task.CompletedTask;

    public Task Complete() => _transport.Client.DeleteMessageAsync(new(_url, _message.ReceiptHandle!), CancellationToken.None);

    /// <summary>A message given back by a stopping service is for others at once; after a failure the visibility timeout is the pause before the next attempt.</summary>
    public async Task Faulted(Exception exception)
    {
        await EndRenewalAsync();
        if (_consumerCancelled.IsCancellationRequested) await ChangeVisibilityAsync(TimeSpan.Zero, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await EndRenewalAsync();
        _done.Dispose();
    }

    private async Task EndRenewalAsync()
    {
        await _done.CancelAsync();
        await _renewal;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_transport.Options.VisibilityTimeout / 2, _transport.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_done.Token)) await ChangeVisibilityAsync(_transport.Options.VisibilityTimeout, _done.Token);
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    private async Task ChangeVisibilityAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ChangeMessageVisibilityRequest(_url, _message.ReceiptHandle!, (int)timeout.TotalSeconds);
            await _transport.Client.ChangeMessageVisibilityAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            Log.VisibilityNotChanged(_transport.Logger, _message.MessageId, timeout, e.Message);
        }
    }
}
