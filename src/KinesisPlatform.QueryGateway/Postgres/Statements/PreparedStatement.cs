namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <param name="Text">As the client sent it, for errors' positions.</param>
/// <param name="Statement">Null for an empty text.</param>
/// <param name="EndsTransaction">COMMIT or ROLLBACK: what a failed transaction still takes.</param>
internal sealed record PreparedStatement(string Text, IStatement? Statement, bool EndsTransaction);
