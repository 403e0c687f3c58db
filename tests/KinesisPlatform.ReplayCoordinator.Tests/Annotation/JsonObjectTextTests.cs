using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using KinesisPlatform.ReplayCoordinator.Annotation;

namespace KinesisPlatform.ReplayCoordinator.Tests.Annotation;

/// <summary>Held against the platform's reader, member by member.</summary>
public sealed class JsonObjectTextTests
{
    private const int InputCount = 200_000;

    private static readonly byte[][] Names = ["_replay"u8.ToArray(), "a"u8.ToArray()];

    private static readonly string[] Texts =
    [
        """{"a":1,"_replay":{"id":"x","seq":"1"},"b":[1,2.5e+3,-0.0,{"c":null}],"long name of a member":"a text that is longer than a vector, without anything in it"}""",
        """ { "\u0061" : true , "b" : false , "_re\u0070lay" : [ ] , "c" : "\"\\\/\b\f\n\r\t\uD83D\uDE00" } """,
        """{"a":"ü€😀, and more of it until the vector's end","d":{"e":{"f":[[[[]]]]}},"":0,"x":-12.75E-10}""",
        "{}", """{"a":{}}""", "{\"a\":\"0123456789abcde\",\"b\":\"0123456789abcdef\",\"c\":\"0123456789abcdefg\"}",
    ];

    private static readonly byte[] Characters = Encoding.UTF8.GetBytes("\"\\{}[]:,truefalsn0123456789.eE+-/bu \t\r\n\0\u001f\u007fü€aA_").Append((byte)0xff).ToArray();

    [Fact]
    public void TryRead_AnyText_IsReadAsThePlatformsReaderDoes()
    {
        var (found, expected) = (new List<RootMember>(), new List<RootMember>());
        var readCount = 0;
        for (var seed = 0; seed < InputCount; seed++)
        {
            var json = Mutate(new(seed));
            var isRead = JsonObjectText.TryRead(json, Names, found, out var open);
            var isExpected = TryReadByPlatform(json, expected, out var openExpected);
            Assert.True(isRead == isExpected, $"Seed {seed}: {Encoding.Latin1.GetString(json)}");
            if (!isRead) continue;
            readCount++;
            Assert.True(open == openExpected && found.SequenceEqual(expected), $"Seed {seed}: {Encoding.Latin1.GetString(json)}");
        }
        // Of either kind there are many.
        Assert.InRange(readCount, InputCount / 10, InputCount / 10 * 9);
    }

    [Theory]
    [InlineData(JsonObjectText.DepthMax, true)]
    [InlineData(JsonObjectText.DepthMax + 1, false)]
    public void TryRead_DeepText_IsReadUpToItsBound(int depth, bool isRead)
    {
        var arrays = Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}");
        var objects = Encoding.UTF8.GetBytes($"{string.Concat(Enumerable.Repeat("{\"a\":", depth - 1))}{{}}{new string('}', depth - 1)}");

        Assert.Equal(isRead, JsonObjectText.TryRead(arrays, Names, [], out _));
        Assert.Equal(isRead, JsonObjectText.TryRead(objects, Names, [], out _));
        Assert.Equal(isRead, TryReadByPlatform(arrays, [], out _));
    }

    [Fact]
    public void TryRead_ManyContainersInARow_AreNotDeep() =>
        Assert.True(JsonObjectText.TryRead(Encoding.UTF8.GetBytes($"{{\"a\":[{string.Join(',', Enumerable.Repeat("{},[]", 2000))}]}}"), Names, [], out _));

    private static byte[] Mutate(Random random)
    {
        var json = Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]).ToList();
        for (var i = random.Next(4); i > 0 && json.Count > 0; i--)
        {
            var at = random.Next(json.Count);
            switch (random.Next(3))
            {
                case 0: json[at] = Characters[random.Next(Characters.Length)]; break;
                case 1: json.Insert(at, Characters[random.Next(Characters.Length)]); break;
                default: json.RemoveRange(at, random.Next(Math.Min(20, json.Count - at) + 1)); break;
            }
        }
        return [.. json];
    }

    private static bool TryReadByPlatform(byte[] json, List<RootMember> members, out int open)
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
                try { name = Array.FindIndex(Names, Encoding.UTF8.GetBytes(reader.GetString()!).SequenceEqual); }
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
}
