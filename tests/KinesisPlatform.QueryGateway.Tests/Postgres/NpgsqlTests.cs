using System.Collections;
using System.Data;
using System.Globalization;
using System.Net;
using KinesisPlatform.Access;
using KinesisPlatform.Sql.Queries;
using Npgsql;
using NpgsqlTypes;

namespace KinesisPlatform.QueryGateway.Tests.Postgres;

public sealed class NpgsqlTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private NpgsqlDataSource Source => NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=me;Database=kinesis;{Psql.Timeouts}");

    [Fact]
    public async Task Types_InBinary_AreWhatTheyWere()
    {
        await using var source = Source;
        await using var command = source.CreateCommand("""
            select true, 1::tinyint, -2::smallint, 3::int, 9007199254740993::bigint, 18446744073709551615::ubigint, -170141183460469231731687303715884105727::hugeint,
                1.5::float, 'nan'::double, 12.340::decimal(18,3), -0.00010::decimal(9,5), 12345678901234567890123456.789::decimal(38,3), 'ü"x', '\x00\xFF'::blob,
                date '2026-01-02', date '0044-03-15 (BC)', time '03:04:05.678901', timestamp '2026-01-02 03:04:05.678901', timestamptz '2026-01-02 03:04:05.678901+02',
                interval '14 months 3 days 4.5 seconds', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '{"o": 1}'::json, {'m': [1, 2]}, map {'k': 1}, [1, null, 3], ['a,b', '"'], [[1], [2, 3]],
                'x'::enum('x', 'y'), '0101'::bit, null::int, timestamptz 'infinity', [date '2026-01-02'], '2026-01-02 03:04:05.123456789'::timestamp_ns, 0::decimal(5,2), timetz '03:04:05+02'
            """);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName).ToArray();
        Assert.Equal(
            "boolean,smallint,smallint,integer,bigint,numeric,numeric,real,double precision,numeric(18, 3),numeric(9, 5),numeric(38, 3),text,bytea,date,date,time without time zone,timestamp without time zone,timestamp with time zone,interval,uuid,json,json,json,integer[],text[],json,text,bit varying,integer,timestamp with time zone,date[],text,numeric(5, 2),time with time zone",
            string.Join(',', names));
        Assert.True(reader.GetBoolean(0));
        Assert.Equal((1, -2, 3, 9007199254740993L), (reader.GetInt16(1), reader.GetInt16(2), reader.GetInt32(3), reader.GetInt64(4)));
        Assert.Equal(18446744073709551615m, reader.GetDecimal(5));
        Assert.Equal("-170141183460469231731687303715884105727", reader.GetFieldValue<System.Numerics.BigInteger>(6).ToString(CultureInfo.InvariantCulture));
        Assert.Equal((1.5f, double.NaN), (reader.GetFloat(7), reader.GetDouble(8)));
        Assert.Equal(("12.340", "-0.00010", "12345678901234567890123456.789"), (Text(9), Text(10), Text(11)));
        Assert.Equal("ü\"x", reader.GetString(12));
        Assert.Equal([0x00, 0xFF], reader.GetFieldValue<byte[]>(13));
        Assert.Equal(new DateOnly(2026, 1, 2), reader.GetFieldValue<DateOnly>(14));
        Assert.Equal(-746_117, reader.GetFieldValue<int>(15));
        Assert.Equal(new TimeOnly(3, 4, 5, 678).Add(TimeSpan.FromMicroseconds(901)), reader.GetFieldValue<TimeOnly>(16));
        var time = new DateTime(2026, 1, 2, 3, 4, 5, 678, 901);
        Assert.Equal(time, reader.GetDateTime(17));
        Assert.Equal((time.AddHours(-2), DateTimeKind.Utc), (reader.GetDateTime(18), reader.GetDateTime(18).Kind));
        var interval = reader.GetFieldValue<NpgsqlInterval>(19);
        Assert.Equal((14, 3, 4_500_000L), (interval.Months, interval.Days, interval.Time));
        Assert.Equal(new Guid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"), reader.GetGuid(20));
        Assert.Equal(("""{"o": 1}""", """{"m":[1,2]}""", """{"k":1}"""), (reader.GetString(21), reader.GetString(22), reader.GetString(23)));
        Assert.Equal([1, null, 3], reader.GetFieldValue<int?[]>(24));
        Assert.Equal(["a,b", "\""], reader.GetFieldValue<string[]>(25));
        Assert.Equal("[[1],[2,3]]", reader.GetString(26));
        Assert.Equal("x", reader.GetString(27));
        Assert.Equal([false, true, false, true], reader.GetFieldValue<BitArray>(28).Cast<bool>());
        Assert.True(await reader.IsDBNullAsync(29));
        Assert.Equal(DateTime.MaxValue, reader.GetDateTime(30));
        Assert.Equal([new DateOnly(2026, 1, 2)], reader.GetFieldValue<DateOnly[]>(31));
        Assert.Equal("2026-01-02T03:04:05.123456789", reader.GetString(32));
        Assert.Equal("0.00", Text(33));
        Assert.Equal(new DateTimeOffset(1, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).TimeOfDay, reader.GetFieldValue<DateTimeOffset>(34).TimeOfDay);

        string Text(int column) => reader.GetDecimal(column).ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Parameters_OfEveryType_ComeBackAsTheyWere()
    {
        await using var source = Source;
        await using var command = source.CreateCommand("select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16");
        var utc = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
        object[] values =
        [
            true, (short)-2, 3, 4L, 1.5f, -2.5, -12.340m, "ü'\"\\", new byte[] { 0, 255 }, new DateOnly(1999, 12, 31), new TimeOnly(3, 4, 5), DateTime.SpecifyKind(utc, DateTimeKind.Unspecified), utc,
            Guid.NewGuid(), new[] { 1, 2 }, new[] { "a,b", "\"q\\", "NULL" },
        ];
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], values[i] is DateOnly ? reader.GetFieldValue<DateOnly>(i) : values[i] is TimeOnly ? reader.GetFieldValue<TimeOnly>(i) : reader.GetValue(i));
        Assert.Equal("-12.340", reader.GetDecimal(6).ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("{settings}", "{database}", "'||error('out')||'")]
    [InlineData("o'x\"y;--", "{user}{version}", "\\'); drop table pg_class; --")]
    public async Task Names_ThatLookLikeSql_AreNamesAndNothingElse(string database, string user, string application)
    {
        var builder = new NpgsqlConnectionStringBuilder($"Host=127.0.0.1;Port={gateway.PostgresPort};{Psql.Timeouts}") { Database = database, Username = user, ApplicationName = application };
        await using var source = NpgsqlDataSource.Create(builder.ConnectionString);
        await using var command = source.CreateCommand("select current_database(), current_user, current_setting('application_name'), (select min(rolname) from pg_roles), (select min(table_catalog) from information_schema.tables)");
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal([database, user, application, user, database], Enumerable.Range(0, 5).Select(reader.GetString));
    }

    [Fact]
    public async Task Parameters_ThatAreNull_AreNullOfTheirType()
    {
        await using var source = Source;
        await using var command = source.CreateCommand("select $1 is null, $2 is null, $3 is null, $4 is null, $5 is null, $6 is null, coalesce($2, 'none'), coalesce($1, 7)");
        foreach (var type in new[] { NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Numeric, NpgsqlDbType.Bytea, NpgsqlDbType.TimestampTz, NpgsqlDbType.Array | NpgsqlDbType.Integer })
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        Assert.Equal([true, true, true, true, true, true, "none", 7], values);
        Assert.Equal("coalesce($1, 7)", reader.GetName(7), ignoreCase: true);
    }

    [Fact]
    public async Task PooledConnection_TakenAgain_HasNothingOfItsFormerUse()
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={gateway.PostgresPort};Username=me;Database=kinesis;Maximum Pool Size=1;{Psql.Timeouts}");
        int process;
        await using (var first = await source.OpenConnectionAsync())
        {
            process = first.ProcessID;
            await using var command = new NpgsqlCommand("set application_name to 'former'; set statement_timeout to '5s'", first);
            await command.ExecuteNonQueryAsync();
        }
        await using var second = await source.OpenConnectionAsync();
        Assert.Equal(process, second.ProcessID);
        await using var ask = new NpgsqlCommand("select current_setting('application_name') || current_setting('statement_timeout')", second);
        Assert.Equal("0", await ask.ExecuteScalarAsync());
    }

    [Fact]
    public async Task RunningQuery_IsListedAndCanBeStoppedFromOutside()
    {
        await using var source = Source;
        foreach (var sql in new[] { "select count(*) from range(100000000000) t(x) where hash(x) = 1", "select count(*) from pg_type a, pg_type b, pg_type c, pg_type d, pg_type e, pg_type f" })
        {
            await using var command = source.CreateCommand(sql);
            var running = command.ExecuteScalarAsync();
            QueryInfo? query = null;
            // It is listed from its begin to long after its end, so this comes to an end.
            while (query is null)
            {
                await Task.Yield();
                query = gateway.Queries.List(StreamAccess.Everything).FirstOrDefault(query => query.Sql == sql && !query.IsEnded);
            }
            Assert.Equal((QueryClient.Postgres, StreamAccess.Everything.KeyId), (query.Client, query.Owner));
            Assert.True(gateway.Queries.Cancel(query.Id, StreamAccess.Everything));
            Assert.Equal("57014", (await Assert.ThrowsAsync<PostgresException>(() => running)).SqlState);
            Assert.Equal(QueryState.Cancelled, gateway.Queries.Find(query.Id, StreamAccess.Everything)!.State);
        }
    }

    [Fact]
    public async Task Prepared_Statement_RunsAgainWithOtherValues()
    {
        await using var source = Source;
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select count(*) from public.flights where partition_key = $1 and (json->>'$.delay')::int >= $2", connection);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer });
        await command.PrepareAsync();
        foreach (var (key, delay, expected) in new[] { ("key3", 3, 1L), ("key3", 4, 0L), ("key5", 0, 1L) })
        {
            (command.Parameters[0].Value, command.Parameters[1].Value) = (key, delay);
            Assert.Equal(expected, await command.ExecuteScalarAsync());
        }
        await using var unknown = new NpgsqlCommand("select sub_sequence_number from flights where partition_key = $1", connection);
        unknown.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = "key1" });
        Assert.Equal(0, await unknown.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Schema_OfTables_IsReadByTheDriver()
    {
        await using var source = Source;
        await using var connection = await source.OpenConnectionAsync();
        Assert.Equal("15.0", connection.PostgreSqlVersion.ToString());
        var tables = await connection.GetSchemaAsync("Tables");
        Assert.Contains("flights", tables.Rows.Cast<DataRow>().Select(row => row["table_name"]));
        var columns = await connection.GetSchemaAsync("Columns", [null, null, "flights"]);
        Assert.Contains(("arrived_at", "timestamp with time zone"), columns.Rows.Cast<DataRow>().Select(row => ((string)row["column_name"], (string)row["data_type"])));
        await connection.ReloadTypesAsync();
    }

    [Fact]
    public async Task Cancel_OfACommand_LeavesTheConnectionUsable()
    {
        await using var source = Source;
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select x, repeat('y', 1000) from range(100000000) t(x)", connection);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            Assert.True(await reader.ReadAsync());
            command.Cancel();
            var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                while (await reader.ReadAsync()) { }
            });
            Assert.Equal("57014", ((failure as PostgresException) ?? failure.InnerException as PostgresException)?.SqlState);
        }
        await using var next = new NpgsqlCommand("select 7", connection);
        Assert.Equal(7, await next.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Batch_AndTransaction_AreAnsweredInOrder()
    {
        await using var source = Source;
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new("select 1"), new("select count(*) from flights"), new("select 'three'") } };
        var answers = new List<object>();
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            do
            {
                Assert.True(await reader.ReadAsync());
                answers.Add(reader.GetValue(0));
            }
            while (await reader.NextResultAsync());
        }
        await transaction.CommitAsync();
        Assert.Equal([1, 6L, "three"], answers);
    }

    [Fact]
    public async Task LargeResult_StreamsWhole()
    {
        await using var source = Source;
        await using var command = source.CreateCommand("select x, repeat('y', 100) from range(100000) t(x)");
        await using var reader = await command.ExecuteReaderAsync();
        var (count, sum) = (0, 0L);
        while (await reader.ReadAsync()) (count, sum) = (count + 1, sum + reader.GetInt64(0));
        Assert.Equal((100_000, 4_999_950_000L), (count, sum));
    }
}
