using KinesisPlatform.Sql.Gate;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Gate;

public sealed class RelationCallTests : IDisposable
{
    private readonly SqlGate _gate = new(Options.Create(new SqlOptions()));

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData("from archive('s')", "from \"archive(s)\" AS \"archive\"")]
    [InlineData("from ARCHIVE(\"Orders.eu-1\") o where true", "from \"archive(orders.eu-1)\" o where true")]
    [InlineData("from archive(s, snapshot := 123)", "from \"archive(s, snapshot := 123)\" AS \"archive\"")]
    [InlineData("from archive('s', snapshot => '9223372036854775807')", "from \"archive(s, snapshot := 9223372036854775807)\" AS \"archive\"")]
    [InlineData("from archive('s', AS_OF := timestamptz '2026-01-01 02:00:00+02')", "from \"archive(s, as_of := 2026-01-01t00:00:00.0000000z)\" AS \"archive\"")]
    [InlineData("from archive('s', as_of := '2026-01-01T00:00:00Z'::timestamp)", "from \"archive(s, as_of := 2026-01-01t00:00:00.0000000z)\" AS \"archive\"")]
    [InlineData("select 'ü)', (select count(*) from /* ( */ \"live\" ( -- )\n 's' )) n from shards($$s$$) x(a)", "select 'ü)', (select count(*) from /* ( */ \"live(s)\" AS \"live\") n from \"shards(s)\" x(a)")]
    [InlineData("with archive as (from snapshots('s')) from archive, live(E's')", "with archive as (from \"snapshots(s)\" AS \"snapshots\") from archive, \"live(s)\" AS \"live\"")]
    [InlineData("from archive('s') tablesample 10%", "from \"archive(s)\" AS \"archive\" tablesample 10%")]
    [InlineData("from archive('a\"b')", "from \"archive(a\"\"b)\" AS \"archive\"")]
    public async Task Call_InFrom_BecomesItsView(string sql, string expected) => Assert.Equal(expected, (await _gate.CheckAsync(sql, "", default)).Sql.Text);

    [Theory]
    [InlineData("from archive()")]
    [InlineData("from archive('s', 123)")]
    [InlineData("from archive(snapshot := 1)")]
    [InlineData("from archive('s', snapshot := 1, as_of := '2026-01-01')")]
    [InlineData("from archive('s', snapshot := $1)")]
    [InlineData("from archive($1)")]
    [InlineData("from archive('s', snapshot := 1.5)")]
    [InlineData("from archive('s', snapshot := true)")]
    [InlineData("from archive('s', snapshot := 170141183460469231731687303715884105727)")]
    [InlineData("from archive('s', snapshot = 1)")]
    [InlineData("from archive('s', as_of := 'yesterday')")]
    [InlineData("from archive('s', as_of := now())")]
    [InlineData("from archive('s' || 'x')")]
    [InlineData("from archive(a.b)")]
    [InlineData("from archive(null)")]
    [InlineData("from archive((select 's'))")]
    [InlineData("from live('s', as_of := '2026-01-01')")]
    [InlineData("from live('s') with ordinality")]
    [InlineData("from main.archive('s')")]
    [InlineData("select archive('s')")]
    [InlineData("with \"archive(s)\" as (select 1) from archive('s'), \"archive(s)\"")]
    public async Task Call_OfAnotherForm_IsRefused(string sql) =>
        Assert.Equal(FailureKind.Invalid, (await Assert.ThrowsAsync<PlatformException>(() => _gate.CheckAsync(sql, "", default))).Kind);

    [Theory]
    [InlineData("select *,\n nope('ä') from archive('s')", "line 2, column 2")]
    [InlineData("from archive('ä'), live('s'),\n glob('x')", "line 2, column 2")]
    [InlineData("from archive('ä'), live('s', 1)", "line 1, column 20")]
    public async Task Call_RefusalAnywhere_NamesThePositionInWhatWasWritten(string sql, string position) =>
        Assert.Contains(position, (await Assert.ThrowsAsync<PlatformException>(() => _gate.CheckAsync(sql, "", default))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 6)]
    [InlineData(16, 6)]
    [InlineData(17, 18)]
    public async Task Text_OffsetInWhatRuns_IsTheColumnInWhatWasWritten(int offset, int column)
    {
        // from "archive(s)" x, nope
        var checkedStatement = await _gate.CheckAsync("from archive('s') x, nope", "", default);
        Assert.Equal(new(1, column), checkedStatement.Sql.At(offset));
    }
}
