using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Relations;

/// <summary>A gap as a struct of SQL.</summary>
internal sealed record GapRow(string ShardId, string? AfterSequenceNumber, DateTimeOffset ArrivedFrom, DateTimeOffset ArrivedTo)
{
    public static GapRow Of(ArchiveGap gap) => new(gap.ShardId.Value, gap.After?.ToString(), gap.From, gap.To);
}
