namespace KinesisPlatform.QueryGateway.Postgres.Protocol;

/// <summary>An error as the protocol tells it.</summary>
/// <param name="sqlState">Of <see cref="SqlState"/>.</param>
internal sealed class PostgresException(string sqlState, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public string SqlState { get; } = sqlState;

    public string? Detail { get; init; }

    public string? Hint { get; init; }

    /// <summary>In the text that the client sent, in UTF-16 units from 0.</summary>
    public int? Offset { get; init; }

    /// <summary>The connection ends with it.</summary>
    public bool IsFatal { get; init; }

    public static PostgresException Protocol(string message) => new(Postgres.Protocol.SqlState.ProtocolViolation, message) { IsFatal = true };
}
