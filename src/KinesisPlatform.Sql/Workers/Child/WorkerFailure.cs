using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Which errors are the statement's fault, and how they are put.</summary>
internal static class WorkerFailure
{
    /// <summary>A statement says what its errors say, and how much: they are kept, listed and logged.</summary>
    public const int MessageCharsMax = 2000;

    private const string TooMuchMemory = "The query needs more memory than one query may use. Select fewer columns, a shorter time range or fewer groups.";

    public static WorkerError Describe(Exception exception) => exception switch
    {
        // These name files and internals of this machine.
        DuckDbException { Kind: DuckDbErrorKind.IO or DuckDbErrorKind.Internal or DuckDbErrorKind.Fatal } internals => new(Shortened(internals.Message), IsInternal: true, EndsWorker: true),
        // What could not be had for this statement may be missing for the next.
        DuckDbException { Kind: DuckDbErrorKind.OutOfMemory } memory => new(TooMuchMemory, IsInternal: false, memory.Position, memory.Kind, EndsWorker: true),
        DuckDbException refused => new(FirstLine(refused.Message), IsInternal: false, refused.Position, refused.Kind),
        NotSupportedException unsupported => new(unsupported.Message, IsInternal: false),
        OutOfMemoryException => new(TooMuchMemory, IsInternal: false, EndsWorker: true),
        _ => new(exception.ToString(), IsInternal: true, EndsWorker: true),
    };

    // After the first line comes a picture of the statement with a pointer; the position is reported as a number.
    private static string FirstLine(string message)
    {
        var pointer = message.IndexOf("\n\nLINE ", StringComparison.Ordinal);
        return Shortened((pointer < 0 ? message : message[..pointer]).Trim());
    }

    private static string Shortened(string message) => message.Length <= MessageCharsMax ? message : $"{message[..MessageCharsMax]}…";
}
