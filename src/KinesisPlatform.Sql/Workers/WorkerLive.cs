using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Workers;

/// <summary>One stream's live records.</summary>
/// <param name="Fields">All members of the column <c>fields</c>, as the files have them; null when they do not have the column.</param>
internal sealed record WorkerLive(IReadOnlyList<PayloadField>? Fields, IReadOnlyList<WorkerLiveFile> Files)
{
    public static WorkerLive None { get; } = new(null, []);
}
