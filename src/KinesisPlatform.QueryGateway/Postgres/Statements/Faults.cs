using KinesisPlatform.DuckDb;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>The service's failures as PostgreSQL's.</summary>
internal static class Faults
{
    private static readonly (string Part, string State)[] BinderStates =
    [
        ("Referenced column", SqlState.UndefinedColumn), ("does not have a column named", SqlState.UndefinedColumn), ("Could not find key", SqlState.UndefinedColumn),
        ("Referenced table", SqlState.UndefinedTable), ("Ambiguous reference", SqlState.AmbiguousColumn), ("must appear in the GROUP BY", SqlState.GroupingError),
        ("No function matches", SqlState.UndefinedFunction), ("explicit cast", SqlState.DatatypeMismatch), ("Cannot compare values", SqlState.DatatypeMismatch),
    ];

    /// <param name="offset">Where in the client's text a place of the statement is; null when no place can be told.</param>
    public static PostgresException Of(Exception exception, Func<TextPosition, int>? offset = null) => exception switch
    {
        PostgresException known => known,
        OperationCanceledException or QueryCancelledException => new(SqlState.QueryCanceled, "canceling statement due to user request", exception),
        TimeoutException => new(SqlState.QueryCanceled, "canceling statement due to statement timeout", exception) { Hint = exception.Message },
        PlatformException { Kind: FailureKind.Internal } or not PlatformException => new(SqlState.InternalError, "The query failed inside the service; its log says why.", exception),
        PlatformException { InnerException: SqlStatementException statement, Kind: var kind } => Statement(statement, kind, offset),
        PlatformException { Kind: FailureKind.NotFound } => Split(SqlState.UndefinedTable, exception),
        PlatformException { Kind: FailureKind.Unavailable or FailureKind.Throttled } => Split(SqlState.InsufficientResources, exception),
        PlatformException { Kind: FailureKind.Invalid } when exception.Message.Contains("process", StringComparison.Ordinal) => Split(SqlState.LimitExceeded, exception),
        PlatformException { Kind: FailureKind.Invalid } => Split(SqlState.SyntaxOrAccessRule, exception),
        _ => Split(SqlState.DataException, exception),
    };

    private static PostgresException Statement(SqlStatementException statement, FailureKind kind, Func<TextPosition, int>? offset)
    {
        var state = kind == FailureKind.NotFound ? SqlState.UndefinedTable : State(statement);
        // "Binder Error: ..." is DuckDB's way to say what the code says. What follows the first line advises.
        var message = statement.Message;
        var prefix = message.IndexOf(" Error: ", StringComparison.Ordinal);
        if (prefix is > 0 and < 24) message = message[(prefix + " Error: ".Length)..];
        var line = message.IndexOf('\n', StringComparison.Ordinal);
        return new(state, line < 0 ? message : message[..line], statement)
        {
            Hint = line < 0 ? null : message[line..].Trim(),
            Offset = statement.Place is { } place ? offset?.Invoke(place) : null,
        };
    }

    private static string State(SqlStatementException statement) => statement.Kind switch
    {
        DuckDbErrorKind.Parser or DuckDbErrorKind.Syntax => SqlState.SyntaxError,
        DuckDbErrorKind.Permission => SqlState.InsufficientPrivilege,
        DuckDbErrorKind.Catalog when statement.Message.Contains("Function", StringComparison.Ordinal) => SqlState.UndefinedFunction,
        DuckDbErrorKind.Catalog when statement.Message.Contains("Type with name", StringComparison.Ordinal) => SqlState.UndefinedObject,
        DuckDbErrorKind.Catalog => SqlState.UndefinedTable,
        DuckDbErrorKind.Binder => Array.Find(BinderStates, state => statement.Message.Contains(state.Part, StringComparison.Ordinal)).State ?? SqlState.SyntaxOrAccessRule,
        DuckDbErrorKind.Conversion => SqlState.InvalidTextRepresentation,
        DuckDbErrorKind.OutOfRange or DuckDbErrorKind.Decimal => SqlState.NumericValueOutOfRange,
        DuckDbErrorKind.DivideByZero => SqlState.DivisionByZero,
        DuckDbErrorKind.NotImplemented or DuckDbErrorKind.MissingExtension => SqlState.FeatureNotSupported,
        DuckDbErrorKind.OutOfMemory => SqlState.OutOfMemory,
        _ => SqlState.DataException,
    };

    // The first sentence says what happened, the rest what to do next.
    private static PostgresException Split(string state, Exception exception)
    {
        var end = exception.Message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? new(state, exception.Message, exception) : new(state, exception.Message[..(end + 1)], exception) { Hint = exception.Message[(end + 2)..] };
    }
}
