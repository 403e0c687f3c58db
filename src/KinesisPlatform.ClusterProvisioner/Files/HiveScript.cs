using System.Text;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>
/// HiveQL that makes a table of every archived stream in <c>archive</c>, and of every live one in <c>live</c>. Run again it adds what is new and touches nothing else.
/// Formats: Apache Iceberg, "Hive", tables by location; EMR Release Guide, "Kinesis".
/// </summary>
internal static class HiveScript
{
    public const string FileName = "tables.hql";

    public static ClusterFile Write(IReadOnlyList<ArchivedTable> tables, ClusterSettings settings, ClusterPlace place)
    {
        var text = new StringBuilder("CREATE DATABASE IF NOT EXISTS archive;\n");
        foreach (var table in tables)
        {
            // Dropping a table here must never delete the archive's files.
            text.Append($"CREATE EXTERNAL TABLE IF NOT EXISTS archive.`{table.HiveName}`\n")
                .Append("STORED BY 'org.apache.iceberg.mr.hive.HiveIcebergStorageHandler'\n")
                .Append($"LOCATION {Quote(place.UriOf(table.Location))}\n")
                .Append("TBLPROPERTIES ('iceberg.catalog'='location_based_table', 'external.table.purge'='false');\n");
        }
        if (!settings.Live.Enabled) return new(FileName, text.ToString());
        text.Append("CREATE DATABASE IF NOT EXISTS live;\n");
        foreach (var table in tables)
        {
            // One column with the whole payload, line breaks in it included.
            text.Append($"CREATE EXTERNAL TABLE IF NOT EXISTS live.`{table.HiveName}` (data STRING)\n")
                .Append("ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe' WITH SERDEPROPERTIES ('input.regex'='(?s)(.*)')\n")
                .Append("STORED BY 'com.amazon.emr.kinesis.hive.KinesisStorageHandler'\n")
                .Append($"TBLPROPERTIES ('kinesis.stream.name'={Quote(table.Stream.Value)});\n");
        }
        return new(FileName, text.ToString());
    }

    // Hive Language Manual, "Literals".
    internal static string Quote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
