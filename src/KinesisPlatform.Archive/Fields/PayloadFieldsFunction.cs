using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.Archive.Fields;

/// <summary>SQL function of a payload (BLOB) that gives its <c>fields</c>.</summary>
public sealed class PayloadFieldsFunction(string name, PayloadFields fields) : ScalarFunction(name, [DuckDbTypeId.Blob], fields.DuckDbType)
{
    private readonly PayloadNode _root = PayloadNode.Of(fields);

    public override void Invoke(IReadOnlyList<DuckDbVector> arguments, ResultVector result, int rowCount)
    {
        var reader = new PayloadReader(_root);
        var payloads = arguments[0];
        for (var row = 0; row < rowCount; row++)
        {
            if (!payloads.IsNull(row)) reader.Read(payloads.Bytes(row), result, row);
        }
    }
}
