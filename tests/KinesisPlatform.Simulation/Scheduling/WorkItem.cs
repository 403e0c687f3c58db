namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>Something that may run next.</summary>
internal readonly record struct WorkItem(SimulatedProcess Process, SendOrPostCallback Callback, object? State);
