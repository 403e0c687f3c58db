using KinesisPlatform.Sql.Compaction;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Sql.Tests.Compaction;

public sealed class LastRecordsTests
{
    [Fact]
    public void FileRows_AnyHistory_AreTheLastRecordOfEachKey() => Properties.Hold(300, choices =>
    {
        var records = choices.Select((choice, i) => (Key: Hash(choice % 9), Place: Place(choice / 9 % 50, choice / 450 % 3), File: choice % 4, Row: (long)i)).ToList();
        // Two records at one place are one record: there are none such.
        records = [.. records.DistinctBy(record => (record.Key, record.Place))];
        var expected = records.GroupBy(record => record.Key).Select(group => group.MaxBy(record => record.Place)).Select(record => (record.File, record.Row)).ToHashSet();

        using var last = new LastRecords(1 << 20, new(0, 0));
        foreach (var (key, place, file, row) in records) last.Add(key, place, file, row);
        var rows = new FileRows(4);
        last.AddTo(rows);
        return rows.Count == expected.Count && expected.All(row => rows.Contains(row.File, row.Row));
    });

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(8 << 20)]
    [InlineData(100 << 20)]
    public void Passes_MoreKeysThanFit_FindEachKeyInOneOfThem(int bytesMax)
    {
        const int keyCount = 300_000, recordsPerKey = 3;
        var rows = new FileRows(recordsPerKey);
        var passes = new Stack<KeyPass>([new(0, 0)]);
        long found = 0;
        var passCount = 0;
        while (passes.TryPop(out var pass))
        {
            using var last = new LastRecords(bytesMax, pass);
            // The last record of every third key is in file 0, 1, 2.
            for (var file = 0; file < recordsPerKey; file++)
                for (var key = 0; key < keyCount; key++) last.Add(Hash(key), Place((file + key) % recordsPerKey, 0), file, key);
            last.AddTo(rows);
            found += last.KeyCount;
            passCount++;
            foreach (var dropped in last.Dropped) passes.Push(dropped);
        }

        Assert.Equal(keyCount, found);
        Assert.Equal(keyCount, rows.Count);
        Assert.All(Enumerable.Range(0, keyCount), key => Assert.True(rows.Contains((recordsPerKey - 1 - key % recordsPerKey + recordsPerKey) % recordsPerKey, key)));
        Assert.Equal(bytesMax >= 100 << 20, passCount == 1);
    }

    [Fact]
    public void Passes_Split_HoldEachKeyOnce()
    {
        var (rest, first) = new KeyPass(0, 0).Split();
        (rest, var second) = rest.Split();
        (rest, var third) = rest.Split();
        Assert.All(Enumerable.Range(0, 1000).Select(Hash), key => Assert.Single((KeyPass[])[first, second, third, rest], pass => pass.Holds(key)));
    }

    // Spread as a hash is.
    private static UInt128 Hash(int key) => new((ulong)key * 0x9E3779B97F4A7C15, (ulong)(key + 1) * 0xC2B2AE3D27D4EB4F);

    private static RecordPlace Place(int sequenceNumber, int sub) => new(0, 0, 0, (ulong)sequenceNumber, sub);
}
