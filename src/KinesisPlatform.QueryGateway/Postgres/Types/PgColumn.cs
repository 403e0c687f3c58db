namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <param name="Modifier">Of a numeric: precision and scale; -1 for none.</param>
internal sealed record PgColumn(string Name, PgType Type, int Modifier = -1);
