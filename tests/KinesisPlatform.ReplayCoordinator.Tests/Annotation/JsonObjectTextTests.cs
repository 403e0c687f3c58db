using System.Text;
using KinesisPlatform.ReplayCoordinator.Annotation;

namespace KinesisPlatform.ReplayCoordinator.Tests.Annotation;

/// <summary>Held against the platform's reader, member by member.</summary>
public sealed class JsonObjectTextTests
{
    private const int InputCount = 200_000;

    private static readonly byte[] Characters = Encoding.UTF8.GetBytes("\"\\{}[]:,truefalsn0123456789.eE+-/bu \t\r\n\0\u001f\u007fü€aA_").Append((byte)0xff).ToArray();

    [Fact]
    public void TryRead_AnyText_IsReadAsThePlatformsReaderDoes()
    {
        var (found, expected) = (new List<RootMember>(), new List<RootMember>());
        var readCount = 0;
        for (var seed = 0; seed < InputCount; seed++)
        {
            var json = Mutate(new(seed));
            var isRead = JsonObjectText.TryRead(json, JsonObjectByPlatform.Names, found, out var open);
            var isExpected = JsonObjectByPlatform.TryRead(json, expected, out var openExpected);
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

        Assert.Equal(isRead, JsonObjectText.TryRead(arrays, JsonObjectByPlatform.Names, [], out _));
        Assert.Equal(isRead, JsonObjectText.TryRead(objects, JsonObjectByPlatform.Names, [], out _));
        Assert.Equal(isRead, JsonObjectByPlatform.TryRead(arrays, [], out _));
    }

    [Fact]
    public void TryRead_ManyContainersInARow_AreNotDeep() =>
        Assert.True(JsonObjectText.TryRead(Encoding.UTF8.GetBytes($"{{\"a\":[{string.Join(',', Enumerable.Repeat("{},[]", 2000))}]}}"), JsonObjectByPlatform.Names, [], out _));

    private static byte[] Mutate(Random random)
    {
        var json = Encoding.UTF8.GetBytes(JsonObjectByPlatform.Texts[random.Next(JsonObjectByPlatform.Texts.Count)]).ToList();
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
}
