using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

internal sealed class SqsReceiveContext(Message message, ReceiveEndpointContext context) : BaseReceiveContext(IsRedelivered(message), context)
{
    public override MessageBody Body { get; } = new StringMessageBody(message.Body ?? "");

    protected override IHeaderProvider HeaderProvider { get; } = new DictionaryHeaderProvider(SqsHeaders.FromAttributes(message.MessageAttributes));

    /// <summary>Tells the consumer to stop; its message is then delivered again.</summary>
    public void CancelConsumer() => Cancel();

    private static bool IsRedelivered(Message message) => message.Attributes?.GetValueOrDefault("ApproximateReceiveCount") is { } count && count != "1";
}
