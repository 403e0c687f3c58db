namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>What one receive saw of a message: later receives change the stored one.</summary>
internal sealed record ReceivedMessage(
    string Id, NewMessage Content, string Receipt, DateTimeOffset SentAt, int ReceiveCount, DateTimeOffset FirstReceivedAt, string? DeadLetterSourceArn);
