using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Which of DuckDB's errors are the statement's fault, and how they are put.</summary>
internal static class WorkerFailure
{
    public static WorkerError Describe(DuckDbException exception) => exception.Kind switch
    {
        // These name files and internals of this machine.
        DuckDbErrorKind.IO or DuckDbErrorKind.Internal or DuckDbErrorKind.Fatal => new(exception.Message, IsInternal: true),
        DuckDbErrorKind.OutOfMemory => new("The query needs more memory than one query may use. Select fewer columns, a shorter time range or fewer groups.", IsInternal: false, exception.Position, exception.Kind),
        _ => new(FirstLine(exception.Message), IsInternal: false, exception.Position, exception.Kind),
    };

    // After the first line comes a picture of the statement with a pointer; the position is reported as a number.
    private static string FirstLine(string message)
    {
        var pointer = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        return (pointer < 0 ? message : message[..pointer]).Trim();
    }
}
