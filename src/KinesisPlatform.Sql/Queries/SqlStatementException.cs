using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Queries;

/// <summary>What is wrong with a statement, for interfaces that have codes and positions of their own: the inner exception of what the engine throws.</summary>
/// <param name="kind"><see cref="DuckDbErrorKind.Permission"/> for what the gate does not allow.</param>
/// <param name="message">Without the position.</param>
/// <param name="place">Null when unknown.</param>
public sealed class SqlStatementException(DuckDbErrorKind kind, string message, TextPosition? place) : Exception(message)
{
    public DuckDbErrorKind Kind { get; } = kind;

    public TextPosition? Place { get; } = place;
}
