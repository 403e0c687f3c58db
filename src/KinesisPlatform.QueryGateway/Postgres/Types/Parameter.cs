namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <param name="Value">As the engine binds it.</param>
/// <param name="DuckDbType">To which the statement casts it.</param>
internal sealed record Parameter(object? Value, string DuckDbType);
