using MassTransit;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Moves a message that no consumer takes to <c>{queue}_skipped</c>.</summary>
internal sealed class SqsDeadLetterTransport(SqsTransport transport, string queue) : SqsMove(transport, queue), IDeadLetterTransport
{
    public Task Send(ReceiveContext context, string reason) => MoveAsync(context, [new(MessageHeaders.Reason, reason ?? "unspecified")]);
}
