using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Catalog;

/// <summary>One stream and its archive.</summary>
/// <param name="Live">Null when the stream is gone and only its archive is left.</param>
/// <param name="Archive">Null when nothing has been archived.</param>
/// <param name="Checkpoints">Of <paramref name="Archive"/>; null when they are of an earlier stream of the same name, or there are none.</param>
/// <param name="Lag">How far the archive is behind: now less the earliest time up to which a shard that is not ended is archived. Null when unknown.</param>
public sealed record StreamTable(StreamName Stream, StreamDescription? Live, TableVersion? Archive, CheckpointMap? Checkpoints, TimeSpan? Lag);
