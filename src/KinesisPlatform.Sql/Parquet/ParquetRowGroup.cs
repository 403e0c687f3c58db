namespace KinesisPlatform.Sql.Parquet;

/// <param name="Place">Where it is described in the footer.</param>
/// <param name="Chunks">By the columns' index.</param>
internal sealed record ParquetRowGroup(long RowCount, Range Place, ParquetChunk[] Chunks);
