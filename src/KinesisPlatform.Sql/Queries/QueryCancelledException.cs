namespace KinesisPlatform.Sql.Queries;

/// <summary>The query was stopped through <see cref="IQueryRegistry.Cancel"/>, not by the caller that now gets this.</summary>
public sealed class QueryCancelledException(Exception? innerException = null) : Exception("The query was cancelled on request.", innerException);
