using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>What becomes of an archived record: exactly one of a record to send, a reason why it cannot be sent, or neither (a replay that is left out).</summary>
internal readonly record struct Annotated(OutgoingRecord? Record, string? DeadLetterReason)
{
    public static Annotated Skipped => default;
}
