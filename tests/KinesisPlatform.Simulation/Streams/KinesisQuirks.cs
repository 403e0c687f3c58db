namespace KinesisPlatform.Simulation.Streams;

/// <summary>In what Kinesis and its emulators differ, or may at any time.</summary>
/// <param name="RecordsPerReadMax">Of one answer, whatever is asked for.</param>
/// <param name="NamesChildren">Whether the last answer of a closed shard names its children.</param>
/// <param name="RefusesTrimmedSequenceNumbers">Whether a sequence number that is trimmed is refused instead of being taken as the horizon.</param>
internal sealed record KinesisQuirks(int RecordsPerReadMax, bool NamesChildren, bool RefusesTrimmedSequenceNumbers);
