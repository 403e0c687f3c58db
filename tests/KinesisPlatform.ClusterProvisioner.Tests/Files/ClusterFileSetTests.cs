using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Tests.Files;

public sealed class ClusterFileSetTests
{
    private static readonly ClusterPlace Place = new("my-bucket", "archive/", "eu-central-1");

    private static readonly ArchivedTable[] Tables =
    [
        new(new("flights"), "archive/flights", HiveNames.Of(new("flights"))),
        new(new("Orders-v2.eu"), "cold/it's/Orders-v2.eu", HiveNames.Of(new("Orders-v2.eu"))),
    ];

    [Fact]
    public void Of_Trino_NamesEveryFileByItsContentAndKeepsTheKeyOut()
    {
        var set = ClusterFileSet.Of(Settings("{}"), Tables, Place);
        var install = set.BootstrapActions[0];
        Assert.Matches("^s3://my-bucket/archive/_cluster-files/[0-9a-f]{64}/install-trino-catalog.sh$", install.Script);
        Assert.Equal(["kinesis", "ssm:/kinesis-platform/gateway-token", "eu-central-1"], [install.Args[0], install.Args[2], install.Args[3]]);
        var properties = Properties(File(set, "kinesis.properties"));
        Assert.Equal(Place.UriOf(File(set, "kinesis.properties")), install.Args[1]);
        Assert.Equal(("iceberg", "rest", "https://gateway.test/iceberg", "OAUTH2", "READ_ONLY", "true", "eu-central-1"),
            (properties["connector.name"], properties["iceberg.catalog.type"], properties["iceberg.rest-catalog.uri"], properties["iceberg.rest-catalog.security"], properties["iceberg.security"], properties["fs.native-s3.enabled"], properties["s3.region"]));
        // No key of anything is in a file, an argument or a setting: instances fetch the one they need by their role.
        Assert.DoesNotContain(properties.Keys, key => key.Contains("token", StringComparison.Ordinal) || key.Contains("access-key", StringComparison.Ordinal));
        Assert.Equal(["Create Hive's tables", "Look whether Trino reaches the gateway's catalog"], set.Steps.Select(step => step.Name));
        Assert.Equal(["Add the gateway's catalog to Trino", "Tell EMR when queries run"], set.BootstrapActions.Select(action => action.Name));
    }

    [Fact]
    public void Of_TheSameSettings_IsTheSameFiles()
    {
        string[] Keys() => [.. ClusterFileSet.Of(Settings("{}"), Tables, Place).Files.Select(Place.UriOf)];
        Assert.Equal(Keys(), Keys());
        Assert.NotEqual(Keys(), [.. ClusterFileSet.Of(Settings("""{"gateway": {"uri": "https://other.test"}}"""), Tables, Place).Files.Select(Place.UriOf)]);
    }

    [Fact]
    public void Of_Drill_WritesJsonAndXmlThatParse()
    {
        var set = ClusterFileSet.Of(Settings("""{"engine": "drill", "drill": {"tarball": "s3://my-bucket/drill/apache-drill-1.22.0.tar.gz", "sha256": "SUM"}}""".Replace("SUM", new string('a', 64), StringComparison.Ordinal)), Tables, Place);
        var storage = JsonNode.Parse(File(set, "storage-plugins-override.conf").Content)!["storage"]!;
        Assert.Equal("s3a://my-bucket/", storage["s3"]!["connection"]!.GetValue<string>());
        Assert.Equal(["/archive", "/cold/it's", "/"], new[] { "archive", "cold_it_s", "root" }.Select(name => storage["s3"]!["workspaces"]![name]!["location"]!.GetValue<string>()));
        Assert.All(storage["s3"]!["workspaces"]!.AsObject(), workspace => Assert.Equal(("iceberg", false), (workspace.Value!["defaultInputFormat"]!.GetValue<string>(), workspace.Value["writable"]!.GetValue<bool>())));
        Assert.Equal("thrift://@PRIMARY@:9083", storage["hive"]!["configProps"]!["hive.metastore.uris"]!.GetValue<string>());
        Assert.Equal("@PRIMARY@:2181", JsonNode.Parse(File(set, "drill-override.conf").Content)!["drill"]!["exec"]!["zk"]!["connect"]!.GetValue<string>());
        var site = XDocument.Parse(File(set, "core-site.xml").Content).Root!.Elements("property").ToDictionary(p => p.Element("name")!.Value, p => p.Element("value")!.Value);
        Assert.Equal("com.amazonaws.auth.InstanceProfileCredentialsProvider", site["fs.s3a.aws.credentials.provider"]);
        Assert.DoesNotContain(site.Keys, key => key.Contains("secret", StringComparison.Ordinal) || key.Contains("access.key", StringComparison.Ordinal));
        Assert.Equal(8, set.BootstrapActions[0].Args.Count);
        Assert.Equal(["Create Hive's tables"], set.Steps.Select(step => step.Name));
    }

    [Fact]
    public void HiveScript_OfAnyStream_QuotesItsPlaceAndNeverDeletes()
    {
        var script = HiveScript.Write(Tables, Settings("{}"), Place).Content;
        Assert.Contains("CREATE EXTERNAL TABLE IF NOT EXISTS archive.`flights`\nSTORED BY 'org.apache.iceberg.mr.hive.HiveIcebergStorageHandler'\nLOCATION 's3://my-bucket/archive/flights'\n", script, StringComparison.Ordinal);
        Assert.Contains(@"LOCATION 's3://my-bucket/cold/it\'s/Orders-v2.eu'", script, StringComparison.Ordinal);
        Assert.Matches("live.`orders_v2_eu_[0-9a-f]{6}` \\(data STRING\\)", script);
        Assert.Contains("TBLPROPERTIES ('kinesis.stream.name'='Orders-v2.eu');", script, StringComparison.Ordinal);
        Assert.DoesNotContain("DROP", script, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Tables.Length, script.Split("'external.table.purge'='false'").Length - 1);
        Assert.DoesNotContain("live", HiveScript.Write(Tables, Settings("""{"live": {"enabled": false}}"""), Place).Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("Orders", "^orders_[0-9a-f]{6}$")]
    [InlineData("orders.eu", "^orders_eu_[0-9a-f]{6}$")]
    public void HiveNames_OfStreamsThatWouldReadAlike_Differ(string stream, string expected)
    {
        Assert.Matches(expected, HiveNames.Of(new(stream)));
        Assert.Equal(4, new[] { "orders.eu", "orders-eu", "orders_eu", "Orders_eu" }.Select(name => HiveNames.Of(new(name))).Distinct().Count());
    }

    [Theory]
    [InlineData("a b", "c:d=e #!\\", "a\\ b=c:d=e #!\\\\\n")]
    [InlineData("key", " ä\n", "key=\\ \\u00e4\\n\n")]
    public void JavaProperties_OfAnyText_AreEscaped(string key, string value, string expected) => Assert.Equal(expected, JavaProperties.Write([(key, value)]));

    [Theory]
    [InlineData(TrinoFiles.InstallScript)]
    [InlineData(DrillFiles.InstallScript)]
    [InlineData(FileTemplates.IdleGuardScript)]
    public async Task Script_ForBash_IsValid(string name)
    {
        var script = FileTemplates.Script(name).Content;
        Assert.StartsWith("#!/bin/bash\n", script, StringComparison.Ordinal);
        Assert.Contains("set -euo pipefail\n", script, StringComparison.Ordinal);
        // A trace would show keys in the log.
        Assert.DoesNotContain("set -x", script, StringComparison.Ordinal);
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        var errors = await bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.True(bash.ExitCode == 0, errors);
    }

    internal static ClusterSettings Settings(string request)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Fakes.Instance.Settings(new("http://localhost"))).Build();
        return new ClusterSettingsReader(Options.Create(new ProvisionerOptions()), configuration).Read((JsonObject)JsonNode.Parse(request)!, (member, message) => Assert.Fail($"{member}: {message}"))!;
    }

    private static ClusterFile File(ClusterFileSet set, string name) => set.Files.Single(file => file.Name == name);

    private static Dictionary<string, string> Properties(ClusterFile file) =>
        file.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
