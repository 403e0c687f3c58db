namespace KinesisPlatform.Archive.Iceberg;

/// <summary>The Avro schemas of manifests and manifest lists, with Iceberg's field ids (specification, "Manifests" and "Manifest Lists").</summary>
internal static class AvroSchemas
{
    private const string Boolean = "\"boolean\"", Int = "\"int\"", Long = "\"long\"", Text = "\"string\"", Bytes = "\"bytes\"";

    public static string ManifestEntry { get; } = Record("manifest_entry",
        Required(0, "status", Int), Optional(1, "snapshot_id", Long), Optional(3, "sequence_number", Long), Optional(4, "file_sequence_number", Long),
        Required(2, "data_file", Record("r2",
            Required(134, "content", Int), Required(100, "file_path", Text), Required(101, "file_format", Text),
            Required(102, "partition", Record("r102", Optional(ArchiveSchema.HourFieldId, ArchiveSchema.HourFieldName, Int))),
            Required(103, "record_count", Long), Required(104, "file_size_in_bytes", Long),
            Map(108, "column_sizes", 117, 118, Long), Map(109, "value_counts", 119, 120, Long), Map(110, "null_value_counts", 121, 122, Long),
            Map(137, "nan_value_counts", 138, 139, Long), Map(125, "lower_bounds", 126, 127, Bytes), Map(128, "upper_bounds", 129, 130, Bytes),
            Optional(131, "key_metadata", Bytes), Optional(132, "split_offsets", """{"type":"array","items":"long","element-id":133}"""),
            Optional(135, "equality_ids", """{"type":"array","items":"int","element-id":136}"""), Optional(140, "sort_order_id", Int))));

    public static string ManifestFile { get; } = Record("manifest_file",
        Required(500, "manifest_path", Text), Required(501, "manifest_length", Long), Required(502, "partition_spec_id", Int), Required(517, "content", Int),
        Required(515, "sequence_number", Long), Required(516, "min_sequence_number", Long), Required(503, "added_snapshot_id", Long),
        Required(504, "added_files_count", Int), Required(505, "existing_files_count", Int), Required(506, "deleted_files_count", Int),
        Required(512, "added_rows_count", Long), Required(513, "existing_rows_count", Long), Required(514, "deleted_rows_count", Long),
        Optional(507, "partitions", $$"""{"type":"array","element-id":508,"items":{{Record("r508",
            Required(509, "contains_null", Boolean), Optional(518, "contains_nan", Boolean), Optional(510, "lower_bound", Bytes), Optional(511, "upper_bound", Bytes))}}}"""),
        Optional(519, "key_metadata", Bytes));

    private static string Record(string name, params string[] fields) => $$"""{"type":"record","name":"{{name}}","fields":[{{string.Join(',', fields)}}]}""";

    private static string Required(int id, string name, string type) => $$"""{"name":"{{name}}","type":{{type}},"field-id":{{id}}}""";

    private static string Optional(int id, string name, string type) => $$"""{"name":"{{name}}","type":["null",{{type}}],"default":null,"field-id":{{id}}}""";

    // Avro's own maps have text keys only: Iceberg writes a map by column as an array of pairs.
    private static string Map(int id, string name, int keyId, int valueId, string valueType) => Optional(id, name,
        $$"""{"type":"array","logicalType":"map","items":{{Record($"k{keyId}_v{valueId}", Required(keyId, "key", Int), Required(valueId, "value", valueType))}}}""");
}
