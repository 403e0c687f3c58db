namespace KinesisPlatform.Sql.Workers;

/// <summary>A worker takes a plan.</summary>
/// <param name="Missing">What the system did not let the worker give up, in words for a log; empty when everything is enforced.</param>
internal sealed record WorkerReady(IReadOnlyList<string> Missing);
