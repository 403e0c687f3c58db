namespace KinesisPlatform.Sql.Workers;

/// <summary>A worker takes a plan.</summary>
/// <param name="Missing">What the system did not let the worker give up, in words for a log; empty when everything is enforced.</param>
/// <param name="MemoryBytes">The process' resident memory, after whatever it ran before was let go of; 0 where the system does not tell.</param>
internal sealed record WorkerReady(IReadOnlyList<string> Missing, long MemoryBytes);
