using Amazon.SQS;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>What every part of the transport works with.</summary>
internal sealed record SqsTransport(IAmazonSQS Client, SqsQueues Queues, MessagingOptions Options, TimeProvider Time, ILogger Logger);
