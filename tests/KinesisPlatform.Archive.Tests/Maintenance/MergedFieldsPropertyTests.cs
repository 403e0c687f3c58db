using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive.Fields;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests.Maintenance;

/// <summary>Random payloads, appended and merged in random steps: a record's fields are the same before and after its merge, and no value of a field is lost.</summary>
public sealed class MergedFieldsPropertyTests
{
    private static readonly string[] Names = ["a", "b", "A", "c d", "x.y", "", "o", "é", "\"q\"", "select"];
    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1", "-7", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615", "9007199254740993", "1.0", "-0.0", "1.5e3", "5e-324", "1e999",
        "0.1", "\"\"", "\"text\"", "\"1\"", "\"\\u00e9\\n\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"2026-01-01T00:00:00Z\"", "[]", "[1,{\"a\":2}]", "{}", "\"\\u0000\"",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Fields_AnyHistory_AreAFunctionOfPayloadAndType(int seed)
    {
        var random = new Random(seed);
        using var fixture = new MergeFixture();
        fixture.Options.RunBytesMax = 1;
        fixture.Archive.Options.SnapshotCountMax = random.Next(1, 20);
        var table = await fixture.Archive.OpenAsync();
        for (var step = 0; step < 12; step++)
        {
            fixture.Options.FieldCountMax = random.Next(3) == 0 ? random.Next(2, 6) : 100;
            fixture.Options.FieldDepthMax = random.Next(1, 4);
            // Later payloads hold more kinds of values, so that types have to give way.
            var kinds = Math.Min(Scalars.Length, 4 + step * 3);
            for (var i = random.Next(1, 4); i > 0; i--)
                await fixture.AppendAsync(table, Shard0, step / 4, [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Payload(random, kinds))]);
            for (var i = random.Next(3); i > 0; i--) await fixture.MergeAsync(table);
            await CheckAsync(fixture, table, seed, step);
        }
        while ((await fixture.MergeAsync(table)).MergeCount > 0) { }
        await CheckAsync(fixture, table, seed, int.MaxValue);
    }

    private static async Task CheckAsync(MergeFixture fixture, IArchiveTable table, int seed, int step)
    {
        if ((await table.LoadAsync(CancellationToken.None)).Fields is not { } fields) return;
        // Compares, on the way, what files hold with what their payloads give.
        var all = await fixture.SelectAsync(table, "coalesce(fields::VARCHAR, 'NULL')");
        var records = (await fixture.Archive.ReadAllAsync(table)).OrderBy(record => record.SequenceNumber).ToList();
        Assert.Equal(records.Count, all.Count);
        if (step != int.MaxValue) return;

        // All are merged: each value that is there has a type that shows it.
        foreach (var leaf in fields.Members.Where(member => member.Type != PayloadFieldType.Struct))
        {
            var values = await fixture.SelectAsync(table, $"fields.\"{leaf.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", [leaf.Name]);
            for (var i = 0; i < records.Count; i++)
            {
                var expected = Find(records[i].Data, leaf.Name);
                Assert.True(Matches(expected, values[i]), $"Seed {seed}: {leaf.Name} {leaf.Type} of {Encoding.UTF8.GetString(records[i].Data.Span)} is {values[i] ?? "NULL"}");
            }
        }
    }

    private static JsonElement? Find(ReadOnlyMemory<byte> payload, string name)
    {
        try
        {
            var root = JsonDocument.Parse(payload).RootElement;
            // Of members of one name the last counts.
            return root.ValueKind == JsonValueKind.Object && root.EnumerateObject().LastOrDefault(member => NameOf(member) == name) is { Value.ValueKind: not JsonValueKind.Undefined } found ? found.Value : null;
        }
        catch (JsonException) { return null; }
    }

    private static string? NameOf(JsonProperty member)
    {
        try { return member.Name; }
        catch (InvalidOperationException) { return null; }
    }

    private static bool Matches(JsonElement? expected, object? value) => expected is not { } element ? value is null : element.ValueKind switch
    {
        JsonValueKind.Null => value is null,
        JsonValueKind.Object when element.GetRawText().Replace(" ", "", StringComparison.Ordinal) == "{}" => value is null,
        JsonValueKind.String when element.GetRawText() == "\"\\ud800\"" => value is null,
        JsonValueKind.String => element.GetString() == (string?)value,
        _ => value switch
        {
            string text => text == element.GetRawText(),
            long number => number.ToString(CultureInfo.InvariantCulture) == element.GetRawText().Replace("-0", "0", StringComparison.Ordinal),
            double number => number.Equals(element.GetDouble()),
            bool flag => flag == element.GetBoolean(),
            _ => false,
        },
    };

    private static string Payload(Random random, int kinds) => random.Next(12) switch
    {
        0 => "not json",
        1 => "{\"a\":1",
        2 => "[1]",
        _ => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Object(random, kinds, 0))),
    };

    private static string Object(Random random, int kinds, int depth) =>
        $"{{{string.Join(random.Next(2) == 0 ? "," : " , ", Enumerable.Range(0, random.Next(0, 5)).Select(_ => $"{JsonSerializer.Serialize(Names[random.Next(Names.Length)])}:{Value(random, kinds, depth)}"))}}}";

    private static string Value(Random random, int kinds, int depth) =>
        depth < 4 && random.Next(5) == 0 ? Object(random, kinds, depth + 1) : Scalars[random.Next(kinds)];
}
