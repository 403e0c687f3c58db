using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Workers;

/// <param name="IsInternal">Not the statement's fault: its message is for the log only.</param>
/// <param name="Position">Offset in the statement, in characters from 0; null when unknown.</param>
/// <param name="EndsWorker">The worker is not to be used again.</param>
internal sealed record WorkerError(string Message, bool IsInternal, int? Position = null, DuckDbErrorKind Kind = DuckDbErrorKind.Unknown, bool EndsWorker = false);
