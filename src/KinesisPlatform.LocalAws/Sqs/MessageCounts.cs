namespace KinesisPlatform.LocalAws.Sqs;

internal readonly record struct MessageCounts(int Visible, int InFlight, int Delayed);
