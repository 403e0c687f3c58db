using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Tests.Settings;

public sealed class ClusterSettingsReaderTests : IDisposable
{
    private static readonly Dictionary<string, string?> Gateway = new() { ["Cluster:gateway:uri"] = "https://gateway.test", ["Cluster:gateway:tokenFrom"] = "ssm:/token" };

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Read_EveryLayer_GoesOverTheOneBefore()
    {
        File.WriteAllText(_file, """
            { // of the user
              "name": "of the file", "releaseLabel": "emr-7.5.0", "idleTermination": {"minutes": 20}, "tags": {"team": "data", "stage": "test"}, "subnets": ["subnet-1", "subnet-2"], }
            """);
        var reader = Reader(new() { ["ClusterProvisioner:SettingsFile"] = _file, ["Cluster:releaseLabel"] = "emr-7.8.0", ["Cluster:SCALING:maximumunits"] = "9", ["Cluster:idleTermination:enabled"] = "True" });
        var settings = Valid(reader, """{"releaseLabel": "emr-7.9.0", "tags": {"stage": null, "run": "7"}, "subnets": ["subnet-3"]}""");

        Assert.Equal(("of the file", "emr-7.9.0", 20, 9), (settings.Name, settings.ReleaseLabel, settings.IdleTermination.Minutes, settings.Scaling.MaximumUnits));
        Assert.Equal(2, settings.Scaling.MinimumUnits);
        Assert.Equal(["subnet-3"], settings.Subnets);
        Assert.Equal([("run", "7"), ("team", "data")], settings.Tags.OrderBy(tag => tag.Key).Select(tag => (tag.Key, tag.Value)));
        // What one request says is that request's.
        Assert.Equal("emr-7.8.0", Valid(reader, "{}").ReleaseLabel);
    }

    [Theory]
    [InlineData("Cluster:subnets", "subnet-1, subnet-2")]
    [InlineData("Cluster:subnets", """["subnet-1","subnet-2"]""")]
    [InlineData("Cluster:subnets:1", "subnet-2")]
    public void Read_ListInTheEnvironment_IsTextOrMembers(string key, string value)
    {
        var settings = Valid(Reader(new() { ["Cluster:subnets:0"] = key.EndsWith(":1", StringComparison.Ordinal) ? "subnet-1" : null, [key] = value }), "{}");
        Assert.Equal(["subnet-1", "subnet-2"], settings.Subnets);
    }

    [Fact]
    public void Read_WrongRequest_TellsEverythingAtOnce()
    {
        var errors = Errors(Reader([]), """
            {"releaseLabel": "emr-5.0.0", "engine": "presto", "nmae": "x", "instances": {"core": {"spot": -1, "types": [{"type": "m7g.xlarge", "wieght": 2}]}}, "subnets": "subnet-1", "stepConcurrency": 1.5, "costLimitPerMonth": 1e300, "tags": {"a": 1},
             "steps": [{"name": "no jar"}]}
            """);
        Assert.Equal(["costLimitPerMonth", "engine", "instances.core.spot", "instances.core.types[0].wieght", "nmae", "releaseLabel", "stepConcurrency", "steps[0].jar", "subnets", "tags.a"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("Must be one of trino, drill.", errors["engine"], StringComparison.Ordinal);
        Assert.Contains("there are type, weight", errors["instances.core.types[0].wieght"], StringComparison.Ordinal);
        Assert.Contains("such as emr-7.9.0", errors["releaseLabel"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"engine": "drill", "idleTermination": {"minutes": 0}, "instances": {"core": {"onDemand": 0}}}""", "drill.sha256 drill.tarball idleTermination.minutes instances.core")]
    [InlineData("""{"instances": {"core": {"onDemand": -1}, "primary": {"spot": 1}}, "tags": {"a.b": 1, "aws:x": ""}}""", "instances.core.onDemand instances.primary tags.a.b")]
    [InlineData("""{"engine": "drill"}""", "drill.sha256 drill.tarball")]
    [InlineData("""{"gateway": {"uri": null}}""", "gateway.uri")]
    [InlineData("""{"gateway": {"uri": "http://gateway.test"}}""", "gateway.uri")]
    [InlineData("""{"gateway": {"uri": "http://gateway.test", "tokenFrom": "none"}}""", "")]
    [InlineData("""{"gateway": {"catalog": "hive"}}""", "gateway.catalog")]
    [InlineData("""{"instances": {"primary": {"onDemand": 2}}}""", "instances.primary")]
    [InlineData("""{"instances": {"core": {"onDemand": 0}}}""", "instances.core")]
    [InlineData("""{"instances": {"collection": "groups"}}""", "instances.core.types instances.primary.types instances.task.types")]
    [InlineData("""{"instances": {"collection": "groups", "primary": {"types": [{"type": "m7g.xlarge"}]}, "core": {"spot": 1, "types": [{"type": "m7g.xlarge"}]}, "task": {"spot": 0}}}""", "instances.core instances.core")]
    [InlineData("""{"scaling": {"minimumUnits": 5}}""", "scaling.maximumUnits")]
    [InlineData("""{"instances": {"task": {"spot": 10}}}""", "instances")]
    [InlineData("""{"tags": {"kinesis-platform:cluster": "c-1", "aws:x": ""}}""", "tags.aws:x tags.kinesis-platform:cluster")]
    [InlineData("""{"securityGroups": {"primary": "sg-1"}}""", "securityGroups")]
    [InlineData("""{"name": null, "instances": null}""", "instances name")]
    public void Read_SettingsThatContradictEachOther_AreNamed(string request, string expected)
    {
        var named = new List<string>();
        Reader([]).Read((JsonObject)JsonNode.Parse(request)!, (member, _) => named.Add(member));
        Assert.Equal(expected, string.Join(' ', named.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Constructor_WrongFileAndEnvironment_TellEverythingAtOnce()
    {
        File.WriteAllText(_file, """{"engine": 7, "idleTermination": {"hours": 1}}""");
        var failure = Assert.Throws<OptionsValidationException>(() => Reader(new() { ["ClusterProvisioner:SettingsFile"] = _file, ["Cluster:stepConcurrency"] = "many", ["Cluster:gatway:uri"] = "x" }));
        Assert.Collection(failure.Failures,
            error => Assert.StartsWith($"{_file}: engine: Must be a string", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"{_file}: idleTermination.hours: There is no such member; there are enabled, minutes.", error, StringComparison.Ordinal),
            error => Assert.StartsWith("the environment: Cluster__gatway: There is no such member", error, StringComparison.Ordinal),
            error => Assert.StartsWith("the environment: Cluster__stepConcurrency: Must be a whole number", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Constructor_FileThatTakesTooMuchAway_SaysSo()
    {
        File.WriteAllText(_file, """{"instances": null, "name": null}""");
        var failure = Assert.Throws<OptionsValidationException>(() => Reader(new() { ["ClusterProvisioner:SettingsFile"] = _file }));
        Assert.Equal(2, failure.Failures.Count(error => error.Contains("May not be taken away", StringComparison.Ordinal)));
    }

    /// <summary>Whatever a request says or takes away: settings or errors, never a failure.</summary>
    [Fact]
    public void Read_AnyMemberTakenAwayOrReplaced_IsSettingsOrErrors()
    {
        var reader = Reader([]);
        var paths = new List<string[]>();
        void Collect(JsonObject members, string[] path)
        {
            foreach (var (name, value) in members)
            {
                paths.Add([.. path, name]);
                if (value is JsonObject inner) Collect(inner, [.. path, name]);
            }
        }

        Collect(reader.Defaults, []);
        Assert.True(paths.Count > 50);
        foreach (var path in paths)
        {
            foreach (var value in (string[])["null", "1.0", "-1", "1e99", "99999999999", "true", "\"\"", "\"x\\ny\"", "[]", "[null]", "[1]", "{}", """{"x": null}"""])
            {
                var request = (JsonObject)JsonNode.Parse(path.Reverse().Aggregate(value, (inner, name) => $"{{\"{name}\": {inner}}}"))!;
                var errors = 0;
                var settings = reader.Read(request, (_, _) => errors++);
                Assert.True(settings is null == errors > 0, request.ToJsonString());
            }
        }
        Assert.True(Valid(reader, """{"idleTermination": {"enabled": null}}""").IdleTermination.Enabled);
    }

    [Theory]
    [InlineData("{", "is not JSON")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData(null, "cannot be read")]
    public void Constructor_FileThatIsNone_SaysSo(string? content, string expected)
    {
        var path = _file;
        if (content is not null) File.WriteAllText(_file, content);
        else path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        var failure = Assert.Throws<OptionsValidationException>(() => Reader(new() { ["ClusterProvisioner:SettingsFile"] = path }));
        Assert.Contains(expected, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_WithoutAnythingElse_OnlyLackWhatNobodyCanKnow()
    {
        var errors = new List<string>();
        Reader([], withGateway: false).Read([], (member, _) => errors.Add(member));
        Assert.Equal(["gateway.uri", "gateway.tokenFrom"], errors);
        Assert.True(Valid(Reader([]), "{}").IdleTermination.Enabled);
    }

    /// <summary>Every setting that the code has is documented, and every one that is documented, the code has.</summary>
    [Theory]
    [InlineData(typeof(ClusterSettings), "")]
    [InlineData(typeof(SecurityGroupSettings), "securityGroups")]
    [InlineData(typeof(InstanceSettings), "instances")]
    [InlineData(typeof(SpotSettings), "instances.spot")]
    [InlineData(typeof(ScalingSettings), "scaling")]
    [InlineData(typeof(IdleSettings), "idleTermination")]
    [InlineData(typeof(GatewaySettings), "gateway")]
    [InlineData(typeof(LiveSettings), "live")]
    [InlineData(typeof(DrillSettings), "drill")]
    [InlineData(typeof(RoleSettings), "$role")]
    [InlineData(typeof(EngineConfiguration), "$configuration")]
    [InlineData(typeof(StepSettings), "$step")]
    public void Schema_OfEverySettingsType_HasItsMembers(Type type, string path)
    {
        var schema = Reader([]).SchemaDocument;
        var node = path.StartsWith('$') ? schema["$defs"]![path[1..]]! : path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode)schema, (inner, name) => inner["properties"]![name]!);
        var documented = node["properties"]!.AsObject().Select(member => member.Key).Where(name => name != "$schema").Order(StringComparer.Ordinal);
        var coded = type.GetProperties().Where(property => property.CanWrite).Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(StringComparer.Ordinal);
        Assert.Equal(documented, coded);
    }

    [Fact]
    public void Prices_OfTheUser_GoOverThoseOfTheTable()
    {
        var prices = PriceTableReader.Read(new(), Configuration(new() { ["ClusterPrices:instances:m7g.xlarge:ec2"] = "0.2", ["ClusterPrices:instances:x9z.huge:ec2"] = "9.5", ["ClusterPrices:asOf"] = "2026-01-31" }));
        Assert.Equal((0.2m, 0.0408m), (prices.Instances["m7g.xlarge"].Ec2, prices.Instances["m7g.xlarge"].Emr));
        Assert.Equal((9.5m, "2026-01-31"), (prices.Instances["x9z.huge"].Ec2, prices.AsOf));
        var failure = Assert.Throws<OptionsValidationException>(() => PriceTableReader.Read(new(), Configuration(new() { ["ClusterPrices:spotShare"] = "7", ["ClusterPrices:instances:m7g.xlarge:ec2"] = "cheap" })));
        Assert.Equal(2, failure.Failures.Count());
    }

    private static ClusterSettingsReader Reader(Dictionary<string, string?> settings, bool withGateway = true)
    {
        var configuration = Configuration(withGateway ? new(Gateway.Concat(settings)) : settings);
        return new(Options.Create(configuration.GetSection("ClusterProvisioner").Get<ProvisionerOptions>() ?? new()), configuration);
    }

    private static IConfigurationRoot Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.Where(setting => setting.Value is not null)).Build();

    private static ClusterSettings Valid(ClusterSettingsReader reader, string request)
    {
        var settings = reader.Read((JsonObject)JsonNode.Parse(request)!, (member, message) => Assert.Fail($"{member}: {message}"));
        return Assert.IsType<ClusterSettings>(settings);
    }

    private static Dictionary<string, string> Errors(ClusterSettingsReader reader, string request)
    {
        var errors = new Dictionary<string, string>();
        Assert.Null(reader.Read((JsonObject)JsonNode.Parse(request)!, (member, message) => errors.Add(member, message)));
        return errors;
    }
}
