namespace KinesisPlatform.LocalAws.Sqs;

/// <param name="Dead">Messages that this receive found received too often: they have left the queue and belong into its dead-letter queue.</param>
/// <param name="Arrival">Completes when a message is sent or changes its visibility.</param>
/// <param name="NextDueAt">When the next hidden message becomes visible; null for none.</param>
internal sealed record ReceiveResult(
    IReadOnlyList<ReceivedMessage> Messages, IReadOnlyList<StoredMessage> Dead, Task Arrival, DateTimeOffset? NextDueAt);
