using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>
/// Drill's configuration: the bucket's tables as paths, Hive's by its Metastore, and S3 by the instance's role. Written as JSON, which HOCON includes.
/// <c>@PRIMARY@</c> stands for the primary instance, which is not known yet. Formats: Apache Drill documentation, "Storage Plugin Configuration", "S3 Storage Plugin", "Hive Storage Plugin".
/// </summary>
internal static class DrillFiles
{
    public const string InstallScript = "install-drill.sh";
    private const string Primary = "@PRIMARY@";

    public static ClusterFile Override() => Json("drill-override.conf", new()
    {
        ["drill"] = new JsonObject { ["exec"] = new JsonObject { ["cluster-id"] = "kinesis-platform", ["zk"] = new JsonObject { ["connect"] = $"{Primary}:2181" } } },
    });

    /// <summary><c>select * from s3.archive.orders</c> reads the stream's Iceberg table by its path, <c>hive.live.orders</c> the live stream by EMR's connector.</summary>
    public static ClusterFile Storage(IReadOnlyList<ArchivedTable> tables, ClusterPlace place)
    {
        var workspaces = new JsonObject { ["root"] = Workspace("/"), ["archive"] = Workspace($"/{place.KeyPrefix.TrimEnd('/')}") };
        // Tables that settings of a stream placed elsewhere.
        var others = tables.Select(table => table.Location[..Math.Max(0, table.Location.LastIndexOf('/'))]).Where(folder => folder != place.KeyPrefix.TrimEnd('/')).Distinct().Order(StringComparer.Ordinal);
        foreach (var folder in others) workspaces[WorkspaceNameOf(folder)] = Workspace($"/{folder}");
        return Json("storage-plugins-override.conf", new()
        {
            ["storage"] = new JsonObject
            {
                ["s3"] = new JsonObject
                {
                    ["type"] = "file",
                    ["connection"] = $"s3a://{place.Bucket}/",
                    ["workspaces"] = workspaces,
                    ["formats"] = new JsonObject
                    {
                        ["iceberg"] = new JsonObject { ["type"] = "iceberg" },
                        ["parquet"] = new JsonObject { ["type"] = "parquet" },
                        ["json"] = new JsonObject { ["type"] = "json", ["extensions"] = new JsonArray("json", "ndjson") },
                    },
                    ["enabled"] = true,
                },
                ["hive"] = new JsonObject
                {
                    ["type"] = "hive",
                    ["configProps"] = new JsonObject { ["hive.metastore.uris"] = $"thrift://{Primary}:9083", ["hive.metastore.sasl.enabled"] = "false" },
                    ["enabled"] = true,
                },
            },
        });
    }

    public static ClusterFile CoreSite(ClusterPlace place)
    {
        List<(string Name, string Value)> properties =
        [
            ("fs.s3a.aws.credentials.provider", "com.amazonaws.auth.InstanceProfileCredentialsProvider"),
            // Hive's tables name their files as EMR does.
            ("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem"),
        ];
        if (place.Region is { } region) properties.Add(("fs.s3a.endpoint.region", region));
        var document = new XElement("configuration", properties.Select(property => new XElement("property", new XElement("name", property.Name), new XElement("value", property.Value))));
        return new("core-site.xml", $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{document}\n");
    }

    private static JsonObject Workspace(string location) => new() { ["location"] = location, ["writable"] = false, ["defaultInputFormat"] = "iceberg", ["allowAccessOutsideWorkspace"] = false };

    private static string WorkspaceNameOf(string folder) => folder.Length == 0 ? "root" : new([.. folder.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_')]);

    private static ClusterFile Json(string name, JsonObject content) => new(name, content.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
}
