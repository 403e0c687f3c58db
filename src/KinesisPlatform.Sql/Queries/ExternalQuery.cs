namespace KinesisPlatform.Sql.Queries;

/// <summary>A statement on its way to an <see cref="IExternalEngine"/>.</summary>
/// <param name="Timeout">Of the whole query; the token that comes with it is cancelled then.</param>
/// <param name="Report">Takes how far it is; may be called at any time until the result's end.</param>
public sealed record ExternalQuery(QueryRequest Request, QueryId Id, TimeSpan Timeout, Action<ExternalProgress> Report);

/// <summary>How far an engine is with a statement.</summary>
/// <param name="Percent">0 to 100; null when it does not say.</param>
/// <param name="ReadBytes">From the object store, by the engine.</param>
/// <param name="MemoryBytes">The most that the engine has held for it.</param>
public sealed record ExternalProgress(QueryState State, double? Percent, long ReadBytes, long MemoryBytes);
