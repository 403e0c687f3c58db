using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.Sql.Compaction;

/// <summary><c>is_last_record(file, row)</c>: whether a row of a file, each counted from 0, is the last record of its key.</summary>
internal sealed class IsLastRecordFunction(FileRows rows) : ScalarFunction(FunctionName, [DuckDbTypeId.UBigInt, DuckDbTypeId.BigInt], DuckDbType.Of(DuckDbTypeId.Boolean))
{
    public const string FunctionName = "is_last_record";

    public override void Invoke(IReadOnlyList<DuckDbVector> arguments, ResultVector result, int rowCount)
    {
        var files = arguments[0].Values<ulong>();
        var places = arguments[1].Values<long>();
        for (var i = 0; i < rowCount; i++) result.Set(i, rows.Contains((int)files[i], places[i]));
    }
}
