namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Everything a worker was sent.</summary>
internal sealed record WorkerRequest(WorkerPlan Plan, IReadOnlyList<object?> Parameters);
