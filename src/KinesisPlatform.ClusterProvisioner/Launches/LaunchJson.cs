using System.Text.Json.Nodes;
using Amazon.ElasticMapReduce.Model;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>A launch in the names of AWS' service model, as it goes to EMR.</summary>
internal static class LaunchJson
{
    public static JsonObject Write(RunJobFlowRequest request) => (JsonObject)Node(request)!;

    // Of the request's own members: those of its base class are the SDK's.
    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        Amazon.Runtime.ConstantClass constant => JsonValue.Create(constant.Value),
        Dictionary<string, string> map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value)))),
        System.Collections.IEnumerable items => new JsonArray([.. items.Cast<object>().Select(Node)]),
        _ => new JsonObject(value.GetType().GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.DeclaredOnly)
            .Select(property => KeyValuePair.Create(property.Name, Node(property.GetValue(value)))).Where(member => member.Value is not null and not JsonArray { Count: 0 })),
    };
}
