using MassTransit;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>
/// Copies a message to a queue beside its own; the original is deleted after. The transports for errors and for skipped messages are two classes
/// because MassTransit looks payloads up by interface.
/// </summary>
internal abstract class SqsMove(SqsTransport transport, string queue)
{
    protected Task MoveAsync(ReceiveContext context, IEnumerable<KeyValuePair<string, object>> headers)
    {
        // A consumer that was told to stop has not failed: fault the receive instead, so that the message is delivered again.
        context.CancellationToken.ThrowIfCancellationRequested();
        var trace = context.TransportHeaders.Get<string>(SqsHeaders.TraceParent);
        var all = trace is null ? headers : headers.Prepend(new(SqsHeaders.TraceParent, trace));
        var attributes = SqsHeaders.ToAttributes(context.ContentType?.ToString(), all);
        return transport.Queues.SendAsync(queue, context.Body.GetString(), attributes, delaySeconds: null, context.CancellationToken);
    }
}
