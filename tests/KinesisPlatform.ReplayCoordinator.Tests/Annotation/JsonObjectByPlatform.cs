using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KinesisPlatform.ReplayCoordinator.Annotation;

namespace KinesisPlatform.ReplayCoordinator.Tests.Annotation;

/// <summary>What the platform's reader finds in a JSON object's text, to hold <see cref="JsonObjectText"/> against.</summary>
internal static class JsonObjectByPlatform
{
    /// <summary>What is looked for.</summary>
    public static IReadOnlyList<byte[]> Names { get; } = ["_replay"u8.ToArray(), "a"u8.ToArray()];

    /// <summary>Sound ones, to make others from.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        """{"a":1,"_replay":{"id":"x","seq":"1"},"b":[1,2.5e+3,-0.0,{"c":null}],"long name of a member":"a text that is longer than a vector, without anything in it"}""",
        """ { "\u0061" : true , "b" : false , "_re\u0070lay" : [ ] , "c" : "\"\\\/\b\f\n\r\t\uD83D\uDE00" } """,
        """{"a":"ü€😀, and more of it until the vector's end","d":{"e":{"f":[[[[]]]]}},"":0,"x":-12.75E-10}""",
        "{}", """{"a":{}}""", "{\"a\":\"0123456789abcde\",\"b\":\"0123456789abcdef\",\"c\":\"0123456789abcdefg\"}",
    ];

    /// <summary>The same as <see cref="JsonObjectText.TryRead"/>.</summary>
    public static bool TryRead(byte[] json, List<RootMember> members, out int open)
    {
        members.Clear();
        open = 0;
        if (!Utf8.IsValid(json)) return false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonObjectText.DepthMax });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            open = (int)reader.TokenStartIndex;
            for (var start = open + 1; reader.Read() && reader.TokenType == JsonTokenType.PropertyName;)
            {
                var name = -1;
                try { name = IndexOf(reader.GetString()!); }
                catch (InvalidOperationException) { /* Half of a surrogate pair. */ }
                reader.Read();
                var valueStart = (int)reader.TokenStartIndex;
                reader.Skip();
                var end = (int)reader.BytesConsumed;
                while (end < json.Length && json[end] is not ((byte)',' or (byte)'}')) end++;
                members.Add(new(start, valueStart, (int)reader.BytesConsumed, end, name));
                start = end + 1;
            }
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int IndexOf(string name) => Names.Index().Where(known => known.Item.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(name))).Select(known => known.Index).DefaultIfEmpty(-1).First();
}
