namespace KinesisPlatform.Sql.Rules;

/// <summary>A rule on its way to a worker. Its SQL has been checked.</summary>
/// <param name="Masks">Column to expression; of <c>data</c> and <c>json</c> at most one.</param>
internal sealed record WorkerRule(IReadOnlyList<string> Conditions, IReadOnlyDictionary<string, string> Masks);
