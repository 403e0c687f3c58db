namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Everything a worker was sent.</summary>
/// <param name="Live">Live records by the index of <see cref="WorkerTable.Live"/>.</param>
internal sealed record WorkerRequest(WorkerPlan Plan, IReadOnlyList<object?> Parameters, IReadOnlyDictionary<int, List<LiveRow>> Live);
