using MassTransit;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Moves a message whose retries are used up to <c>{queue}_error</c>, with the exception in its attributes.</summary>
internal sealed class SqsErrorTransport(SqsTransport transport, string queue) : SqsMove(transport, queue), IErrorTransport
{
    public Task Send(ExceptionReceiveContext context) => MoveAsync(context, context.ExceptionHeaders.GetAll());
}
