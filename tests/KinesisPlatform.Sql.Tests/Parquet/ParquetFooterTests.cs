using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.DuckDb;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Parquet;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Sql.Tests.Parquet;

public sealed class ParquetFooterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parquet-tests").FullName;
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;

    public ParquetFooterTests()
    {
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'; SET threads = 1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2048)]
    [InlineData(50_000)]
    public void Read_FileOfDuckDbs_SaysWhatDuckDbSays(int rows)
    {
        var (path, footer) = Open(SampleFile.Create(_connection, rows, _folder));
        using var result = _connection.Query($"""
            SELECT row_group_id, row_group_num_rows, column_id, coalesce(dictionary_page_offset, data_page_offset), total_compressed_size, bloom_filter_offset, bloom_filter_length, num_values, stats_null_count
            FROM parquet_metadata('{path}') ORDER BY row_group_id, column_id
            """);
        var seen = 0;
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++, seen++)
            {
                var number = Enumerable.Range(0, result.Columns.Count).Select(column => result.GetValue(column, row) is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : (long?)null).ToArray();
                var group = footer.RowGroups[(int)number[0]!];
                var chunk = group.Chunks[(int)number[2]!];
                Assert.Equal((number[1], number[3], number[4], number[7], number[8]), (group.RowCount, chunk.Bytes.Offset, chunk.Bytes.Length, chunk.ValueCount, chunk.NullCount));
                Assert.Equal((number[5], number[6]), (chunk.BloomFilter?.Offset, chunk.BloomFilter?.Length));
            }
        }
        Assert.Equal(footer.RowGroups.Count * footer.Columns.Count, seen);
        Assert.Equal([(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (9, 8), (10, 8), (11, 8), (13, 8)], footer.Columns.Select(column => (column.Id, column.RootId)));
    }

    [Fact]
    public void Ranges_OfRowGroups_AreThoseOfTheirRows()
    {
        var (path, footer) = Open(SampleFile.Create(_connection, 20_000, _folder));
        Assert.Equal(10, footer.RowGroups.Count);
        for (var group = 0; group < footer.RowGroups.Count; group++)
        {
            var ranges = new RowGroupRanges(footer, footer.RowGroups[group], readsFields: true);
            using var result = _connection.Query($"""
                SELECT min(shard_id), max(shard_id), min(sequence_number), max(sequence_number), min(epoch_us(arrived_at)), max(epoch_us(arrived_at)), min(fields.x), max(fields.x), min(fields.p), max(fields.p)
                FROM (SELECT * FROM read_parquet('{path}') LIMIT {SampleFile.RowGroupRows} OFFSET {group * SampleFile.RowGroupRows})
                """);
            Assert.True(result.ReadChunk());
            var columns = new[] { ArchiveColumns.ShardId, ArchiveColumns.SequenceNumber, ArchiveColumns.ArrivedAt, 9, 10 };
            for (var i = 0; i < columns.Length; i++)
            {
                var range = ranges.Find(columns[i]);
                Assert.Equal((Show(result.GetValue(2 * i, 0)), Show(result.GetValue(2 * i + 1, 0))), (Show(range.Min), Show(range.Max)));
            }
            Assert.Equal(default, new RowGroupRanges(footer, footer.RowGroups[group], readsFields: false).Find(9));
            Assert.True(ranges.Find(99).IsAllNull);
        }
    }

    [Fact]
    public void Splice_SomeRowGroups_IsAFileOfTheirRows()
    {
        var content = SampleFile.Create(_connection, 40_000, _folder);
        var (path, footer) = Open(content);
        Properties.Hold(30, choices =>
        {
            var kept = footer.RowGroups.Where((_, index) => choices.Any(choice => choice % footer.RowGroups.Count == index)).ToList();
            if (kept.Count == 0) return true;
            // All columns but one, and nothing else of the file.
            var column = choices[0] / 100 % footer.Columns.Count;
            var ranges = ByteRanges.Join(kept.SelectMany(group => group.Chunks.Where((_, index) => index == column).SelectMany(Ranges)), 0);
            var part = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
            ObjectImage.Compose(path, part, ranges, footer.Splice(kept));
            var name = new[] { "shard_id", "sequence_number", "sub_sequence_number", "partition_key", "explicit_hash_key", "arrived_at", "data", "fields.x", "fields.p", "fields.n", "fields.o.q" }[column];
            var groups = string.Join(" OR ", kept.Select(group => Index(footer, group)).Select(index => $"file_row_number // {SampleFile.RowGroupRows} = {index}"));
            var expected = _connection.Scalar($"SELECT (count(*), count({name}), sum(hash({name})::HUGEINT))::VARCHAR FROM read_parquet('{path}', file_row_number = true) WHERE {groups}");
            Assert.Equal(expected, _connection.Scalar($"SELECT (count(*), count({name}), sum(hash({name})::HUGEINT))::VARCHAR FROM read_parquet('{part}')"));
            return true;
        }, choiceCountMax: 12);
    }

    [Fact]
    public void Read_DamagedFooter_RefusesOrReadsWithinTheFile()
    {
        var (_, footer) = Open(SampleFile.Create(_connection, 5_000, _folder));
        var bytes = footer.Bytes(..).ToArray();
        var refused = 0;
        Properties.Hold(3000, choices =>
        {
            var damaged = (byte[])bytes.Clone();
            for (var i = 0; i + 1 < choices.Length && i < 6; i += 2) damaged[choices[i] % damaged.Length] = (byte)choices[i + 1];
            if (choices.Length % 3 == 0) damaged = damaged[..(choices.FirstOrDefault() % damaged.Length)];
            try
            {
                var read = ParquetFooterReader.Read(damaged, footer.Offset);
                return read.RowGroups.SelectMany(group => group.Chunks).SelectMany(Ranges).All(range => range.Offset >= 4 && range.End() <= footer.Offset);
            }
            catch (InvalidDataException)
            {
                refused++;
                return true;
            }
        }, choiceCountMax: 8);
        Assert.True(refused > 500);
    }

    [Fact]
    public void DuckDb_OverAHole_FailsInsteadOfReadingZeros()
    {
        var content = SampleFile.Create(_connection, 10_000, _folder);
        var (_, footer) = Open(content);
        string[] names = ["shard_id", "sequence_number", "sub_sequence_number", "partition_key", "explicit_hash_key", "arrived_at", "data", "fields.x", "fields.p", "fields.n", "fields.o.q"];
        foreach (var group in footer.RowGroups)
        {
            for (var column = 0; column < names.Length; column++)
            {
                var holed = (byte[])content.Clone();
                Array.Clear(holed, (int)group.Chunks[column].Bytes.Offset, (int)group.Chunks[column].Bytes.Length);
                Reads(holed, $"count(hash({names[column]})), max({names[column]}::VARCHAR)", canAnswer: false);
                // The others are as they were, and the beginning of the file is not looked at.
                Array.Clear(holed, 0, 4);
                if (group == footer.RowGroups[0]) Reads(holed, $"count(hash({names[(column + 1) % names.Length]}))", canAnswer: true);
                if (group.Chunks[column].BloomFilter is not { } filter) continue;
                holed = (byte[])content.Clone();
                Array.Clear(holed, (int)filter.Offset, (int)filter.Length);
                if (column == 3) Reads(holed, "count(*)", canAnswer: false, "WHERE partition_key = 'key42'");
            }
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static int Index(ParquetFooter footer, ParquetRowGroup group) => footer.RowGroups.TakeWhile(other => other != group).Count();

    private static IEnumerable<ByteRange> Ranges(ParquetChunk chunk) => chunk.BloomFilter is { } filter ? [chunk.Bytes, filter] : [chunk.Bytes];

    private void Reads(byte[] content, string columns, bool canAnswer, string where = "")
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
        File.WriteAllBytes(path, content);
        var sql = $"SELECT {columns} FROM read_parquet('{path}') {where}";
        if (canAnswer) _connection.Scalar(sql);
        else Assert.Throws<DuckDbException>(() => _connection.Scalar(sql));
        File.Delete(path);
    }

    private (string Path, ParquetFooter Footer) Open(byte[] content)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.parquet");
        File.WriteAllBytes(path, content);
        var length = ParquetFooter.ReadLength(content.AsSpan(^8..), content.Length);
        return (path, ParquetFooterReader.Read(content[^(8 + length)..^8], content.Length - 8 - length));
    }

    private static string? Show(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
