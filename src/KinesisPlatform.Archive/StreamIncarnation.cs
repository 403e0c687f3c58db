namespace KinesisPlatform.Archive;

/// <summary>One life of a stream. A stream deleted and created again under the same name is another incarnation: its checkpoints start afresh in the same table.</summary>
public sealed record StreamIncarnation(StreamName Stream, DateTimeOffset CreatedAt);
