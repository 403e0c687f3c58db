namespace KinesisPlatform.Sql.Parquet;

/// <summary>A column that holds values: a leaf of the schema. Its chunks have its index in every row group.</summary>
/// <param name="Id">Iceberg field id; 0 when the file tells none.</param>
/// <param name="RootId">Of the top-level column that it is in; its own when it is one.</param>
/// <param name="PhysicalType">parquet.thrift, Type.</param>
/// <param name="ConvertedType">parquet.thrift, ConvertedType; null when there is none.</param>
internal sealed record ParquetColumn(int Id, int RootId, int PhysicalType, int? ConvertedType)
{
    public const int TypeInt32 = 1, TypeInt64 = 2, TypeDouble = 5, TypeByteArray = 6;
    public const int ConvertedUtf8 = 0, ConvertedTimestampMicros = 10, ConvertedInt32 = 17, ConvertedInt64 = 18;
}
