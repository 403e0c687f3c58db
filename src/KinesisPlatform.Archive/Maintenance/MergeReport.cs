namespace KinesisPlatform.Archive.Maintenance;

/// <summary>What one run over a table did.</summary>
/// <param name="MergeCount">Merges committed.</param>
/// <param name="FileCount">Files they replaced.</param>
/// <param name="BytesRead">Of those files.</param>
/// <param name="OvertakenCount">Merges given up because another commit had taken one of their files.</param>
/// <param name="LeftCount">Merges planned and left to the next run.</param>
public sealed record MergeReport(int MergeCount, int FileCount, long RecordCount, long BytesRead, long BytesWritten, int OvertakenCount, int LeftCount)
{
    public static MergeReport None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}
