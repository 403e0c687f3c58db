using System.Text;
using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.DuckDb.Tests;

public sealed class ScalarFunctionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory();
    private readonly DuckDbConnection _connection;

    public ScalarFunctionTests()
    {
        _connection = _database.Connect();
        _connection.Register(new Measure());
    }

    [Fact]
    public void Call_StructResult_GivesEveryRowAndNull()
    {
        using var result = _connection.Query("SELECT i, measure(CASE WHEN i % 7 = 0 THEN NULL ELSE encode(repeat('é', (i % 30)::INT)) END) AS m FROM range(5000) t(i)");
        var next = 0L;
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++, next++)
            {
                var text = string.Concat(Enumerable.Repeat("é", (int)(next % 30)));
                if (next % 7 == 0) Assert.Null(result.GetValue(1, row));
                else Assert.Equal(new Dictionary<string, object?> { ["bytes"] = (long)text.Length * 2, ["in ner"] = new Dictionary<string, object?> { ["half"] = text.Length == 0 ? null : (object)(double)text.Length, ["text"] = text, ["even"] = text.Length % 2 == 0 } }, result.GetValue(1, row));
            }
        }
        Assert.Equal(5000, next);
    }

    [Fact]
    public void Call_FieldOfNull_IsNull() =>
        Assert.Equal(0L, _connection.Scalar("SELECT count(measure(NULL::BLOB).\"in ner\".text) + count(measure(NULL::BLOB).bytes) FROM range(3000)"));

    [Fact]
    public void Call_ConstantArgument_Works() =>
        Assert.Equal(9000L, _connection.Scalar("SELECT sum(measure('abc'::BLOB).bytes)::BIGINT FROM range(3000)"));

    [Fact]
    public void Call_FunctionThrows_FailsTheStatement()
    {
        var failure = Assert.Throws<DuckDbException>(() => _connection.Execute("SELECT measure('boom'::BLOB)"));
        Assert.Contains("cannot be measured", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    private sealed class Measure() : ScalarFunction("measure", [DuckDbTypeId.Blob], DuckDbType.Struct(
    [
        ("bytes", DuckDbType.Of(DuckDbTypeId.BigInt)),
        ("in ner", DuckDbType.Struct([("half", DuckDbType.Of(DuckDbTypeId.Double)), ("text", DuckDbType.Of(DuckDbTypeId.Varchar)), ("even", DuckDbType.Of(DuckDbTypeId.Boolean))])),
    ]))
    {
        public override void Invoke(IReadOnlyList<DuckDbVector> arguments, ResultVector result, int rowCount)
        {
            for (var row = 0; row < rowCount; row++)
            {
                if (arguments[0].IsNull(row)) continue;
                var bytes = arguments[0].Bytes(row);
                if (bytes.SequenceEqual("boom"u8)) throw new InvalidOperationException("A bomb cannot be measured.");
                var length = Encoding.UTF8.GetCharCount(bytes);
                result.SetPresent(row);
                result.Children[0].Set(row, (long)bytes.Length);
                var inner = result.Children[1];
                inner.SetPresent(row);
                if (length > 0) inner.Children[0].Set(row, (double)length);
                inner.Children[1].SetBytes(row, bytes);
                inner.Children[2].Set(row, length % 2 == 0);
            }
        }
    }
}
