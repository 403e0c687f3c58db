using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Sql.Tests.Pruning;

/// <summary>Whatever a statement says: leaving out the blocks of records that its bounds rule out changes nothing.</summary>
public sealed class BoundPropertyTests : IDisposable
{
    private const int BlockCount = 24;
    private const string Columns = "shard_id, sequence_number, sub_sequence_number, partition_key, explicit_hash_key, arrived_at, data, fields";

    private static readonly PayloadFields Fields = new(
        8, [new(9, "x", PayloadFieldType.Whole, []), new(10, "p", PayloadFieldType.Number, []), new(11, "n", PayloadFieldType.Text, [])], new HashSet<int>());

    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;
    private readonly ConstantFolder _folder = new();
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly Dictionary<string, BlockRanges[]> _blocks = [];

    public BoundPropertyTests()
    {
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'; SET threads = 1");
        foreach (var table in new[] { "s", "u" })
        {
            // Blocks as files are: some of an hour, some of a shard, some of neither; and fields that are missing in some.
            _connection.Execute($$"""
                CREATE TABLE {{table}}_all AS SELECT r // 8 AS block, 's' || (CASE WHEN r // 8 % 3 = 0 THEN r % 4 ELSE r // 8 % 4 END) AS shard_id, (100 + r)::VARCHAR AS sequence_number,
                    (r % 5)::INTEGER AS sub_sequence_number, 'k' || (CASE WHEN r % 2 = 0 THEN r // 16 ELSE r % 12 END) AS partition_key, CASE WHEN r % 3 = 0 THEN 'h' || r % 4 END AS explicit_hash_key,
                    date_trunc('minute', now()) - to_minutes((r // 8 * 180 + hash(r) % 200)::INTEGER) AS arrived_at, encode('{}') AS data,
                    {'x': CASE WHEN r // 8 % 5 = 0 THEN NULL WHEN r % 31 = 0 THEN 9007199254740993 ELSE (r // 8 + r % 3) END::BIGINT, 'p': CASE WHEN r % 4 > 0 THEN r // 16 + 0.5 END::DOUBLE, 'n': 'n' || r // 40} AS fields
                FROM range({{BlockCount * 8}}) AS t(r)
                """);
            _blocks[table] = [.. Enumerable.Range(0, BlockCount).Select(block => BlockRanges.Read(_connection, $"{table}_all WHERE block = {block}"))];
        }
    }

    [Fact]
    public void Statement_WithoutTheBlocksItsBoundsRuleOut_GivesTheSame()
    {
        var (pruned, compared) = (0, 0);
        // 20,000 cases take about 3 minutes: KINESIS_PLATFORM_TEST_PRUNING_CASES=20000
        var cases = int.Parse(Environment.GetEnvironmentVariable("KINESIS_PLATFORM_TEST_PRUNING_CASES") ?? "400", CultureInfo.InvariantCulture);
        Properties.Hold(cases, choices =>
        {
            var sql = new RandomStatement(new(choices), _now).Text;
            if (Run(sql, _ => true) is not { } expected) return true;
            var use = Parse(sql);
            var kept = _blocks.Keys.ToDictionary(table => table, table => Keep(use, table));
            compared++;
            if (kept.Values.Any(blocks => blocks.Count < BlockCount)) pruned++;
            var actual = Run(sql, table => kept[table.Table].Contains(table.Block));
            return actual == expected ? true : throw new InvalidOperationException($"{sql}\nexpected {expected}\nbut got  {actual}");
        }, choiceCountMax: 60);
        // Otherwise this shows nothing.
        Assert.True(compared > cases / 2 && pruned > compared / 5, $"{pruned} of {compared} were pruned, of {cases}.");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _connection.Dispose();
        _database.Dispose();
    }

    private object?[] Parameters => [_now.AddHours(-10).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)];

    private HashSet<int> Keep(StatementUse use, string table)
    {
        var condition = new BoundEvaluator(_folder, Fields, TimeWindow.Of(TimeSpan.FromMinutes(1)), Parameters).Evaluate(use.BoundOf(table));
        return [.. Enumerable.Range(0, BlockCount).Where(block => condition is null || condition.MayHold(_blocks[table][block]))];
    }

    private StatementUse Parse(string sql)
    {
        using var tree = JsonDocument.Parse((string)_connection.Scalar("SELECT json_serialize_sql($1::VARCHAR, skip_null := false, skip_empty := false)::VARCHAR", [sql])!);
        return StatementUse.Of(tree.RootElement.GetProperty("statements")[0]);
    }

    /// <returns>Null when the statement fails.</returns>
    private string? Run(string sql, Func<(string Table, int Block), bool> isKept)
    {
        foreach (var table in _blocks.Keys)
        {
            var blocks = string.Join(", ", Enumerable.Range(0, BlockCount).Where(block => isKept((table, block))).Append(-1));
            _connection.Execute($"CREATE OR REPLACE VIEW {table} AS SELECT {Columns} FROM {table}_all WHERE block IN ({blocks})");
        }
        try
        {
            using var result = _connection.Query(sql, sql.Contains("$1", StringComparison.Ordinal) ? Parameters : []);
            var rows = new List<string>();
            while (result.ReadChunk())
            {
                for (var row = 0; row < result.RowCount; row++) rows.Add(string.Join('|', Enumerable.Range(0, result.Columns.Count).Select(column => Convert.ToString(result.GetValue(column, row), CultureInfo.InvariantCulture))));
            }
            rows.Sort(StringComparer.Ordinal);
            return string.Join('\n', rows);
        }
        catch (DuckDbException)
        {
            return null;
        }
    }

    private sealed class BlockRanges(Dictionary<int, ColumnRange> ranges) : IColumnRanges
    {
        private static readonly (int Id, string Sql)[] All =
        [
            (ArchiveColumns.ShardId, "shard_id"), (ArchiveColumns.SequenceNumber, "sequence_number"), (ArchiveColumns.SubSequenceNumber, "sub_sequence_number::BIGINT"), (ArchiveColumns.PartitionKey, "partition_key"),
            (ArchiveColumns.ExplicitHashKey, "explicit_hash_key"), (ArchiveColumns.ArrivedAt, "epoch_us(arrived_at)"), (9, "fields.x"), (10, "fields.p"), (11, "fields.n"),
        ];

        public ColumnRange Find(int columnId) => ranges.GetValueOrDefault(columnId);

        public static BlockRanges Read(DuckDbConnection connection, string from)
        {
            var ranges = new Dictionary<int, ColumnRange>();
            foreach (var (id, sql) in All)
            {
                using var result = connection.Query($"SELECT min({sql}), max({sql}) FROM {from}");
                Assert.True(result.ReadChunk());
                ranges[id] = new(Value(result.GetValue(0, 0)), Value(result.GetValue(1, 0)), IsAllNull: result.GetValue(0, 0) is null);
            }
            return new(ranges);
        }

        private static ColumnValue? Value(object? value) => value switch
        {
            long whole => ColumnValue.Whole(whole),
            double number => ColumnValue.Number(number),
            string text => ColumnValue.Text(Encoding.UTF8.GetBytes(text)),
            _ => null,
        };
    }
}
