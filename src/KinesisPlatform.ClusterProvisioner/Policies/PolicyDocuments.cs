using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Launches;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.Messaging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Policies;

/// <summary>The IAM policies that this service and its clusters need and no more, for this archive and these settings.</summary>
internal sealed class PolicyDocuments(ClusterPlace place, ClusterSettingsReader reader, IOptions<MessagingOptions> messaging)
{
    /// <summary>For the role that this service runs as.</summary>
    public JsonObject Provisioner() => Fill("provisioner-policy.json", Settings());

    /// <summary>For the role of the clusters' instance profile. EMR's service role takes AWS' own policy, AmazonEMRServicePolicy_v2.</summary>
    public JsonObject Instances()
    {
        var settings = Settings();
        var policy = Fill("instance-policy.json", settings);
        var statements = policy["Statement"]!.AsArray();
        if (TokenStatement(settings.Gateway.TokenFrom) is { } token) statements.Add(token);
        if (settings.Drill.Tarball is { } tarball) statements.Add(Allow("ReadTheTarball", ["s3:GetObject"], $"arn:{Partition}:s3:::{tarball["s3://".Length..]}"));
        if (settings.Live.Checkpointing)
            statements.Add(Allow("KeepCheckpoints", ["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:Query", "dynamodb:Scan"], $"arn:{Partition}:dynamodb:{Region}:*:table/{settings.Live.CheckpointTable}"));
        return policy;
    }

    private string Region => place.Region ?? "*";

    private string Partition => Region switch
    {
        { } region when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        { } region when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };

    private ClusterSettings Settings() => reader.Defaults.Deserialize<ClusterSettings>(SettingsJson.Options)!;

    private JsonObject? TokenStatement(string? tokenFrom) => tokenFrom switch
    {
        null or GatewaySettings.NoToken => null,
        _ when tokenFrom.StartsWith("ssm:", StringComparison.Ordinal) => Allow("ReadTheGatewaysKey", ["ssm:GetParameter"], $"arn:{Partition}:ssm:{Region}:*:parameter{tokenFrom["ssm:".Length..]}"),
        _ when tokenFrom.StartsWith("secretsmanager:arn:", StringComparison.Ordinal) => Allow("ReadTheGatewaysKey", ["secretsmanager:GetSecretValue"], tokenFrom["secretsmanager:".Length..]),
        // A secret's ARN ends with six characters that its name has not.
        _ when tokenFrom.StartsWith("secretsmanager:", StringComparison.Ordinal) => Allow("ReadTheGatewaysKey", ["secretsmanager:GetSecretValue"], $"arn:{Partition}:secretsmanager:{Region}:*:secret:{tokenFrom["secretsmanager:".Length..]}-??????"),
        _ => Allow("ReadTheGatewaysKey", ["s3:GetObject"], $"arn:{Partition}:s3:::{tokenFrom["s3://".Length..]}"),
    };

    private JsonObject Fill(string name, ClusterSettings settings)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new PlatformException(FailureKind.Internal, $"The file {name} is missing in this program.");
        using var reader = new StreamReader(stream);
        var values = new Dictionary<string, string>
        {
            ["Partition"] = Partition,
            ["Region"] = Region,
            ["Bucket"] = place.Bucket,
            ["Prefix"] = place.KeyPrefix,
            ["Deployment"] = ClusterTags.DeploymentOf(place.Bucket, place.KeyPrefix),
            ["QueuePrefix"] = messaging.Value.QueuePrefix,
            ["ServiceRole"] = NameOf(settings.ServiceRole),
            ["InstanceRole"] = NameOf(settings.InstanceProfile),
            ["LogArn"] = $"arn:{Partition}:s3:::{LaunchComposer.LogUriOf(settings, place)["s3://".Length..]}*",
        };
        // Into the JSON's texts, not into its text: whatever a value holds, it stays one text.
        return (JsonObject)Filled(JsonNode.Parse(reader.ReadToEnd())!, values);
    }

    private static JsonNode Filled(JsonNode node, Dictionary<string, string> values) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Filled(member.Value!, values)))),
        JsonArray items => new JsonArray([.. items.Select(item => Filled(item!, values))]),
        _ => JsonValue.Create(values.Aggregate(node.GetValue<string>(), (text, value) => text.Replace($"${{{value.Key}}}", value.Value, StringComparison.Ordinal)))!,
    };

    private static JsonObject Allow(string sid, string[] actions, string resource) =>
        new() { ["Sid"] = sid, ["Effect"] = "Allow", ["Action"] = new JsonArray([.. actions.Select(action => (JsonNode?)JsonValue.Create(action))]), ["Resource"] = resource };

    // Of an ARN or a path, the name; the profile's role is mostly called as the profile is.
    private static string NameOf(string role) => role[(role.LastIndexOf('/') + 1)..];
}
