using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Types;

/// <summary>Writes a result's rows, each column in the form that the client asked for.</summary>
internal sealed class RowWriter(IReadOnlyList<PgColumn> columns, Func<int, short> format) : IRowWriter
{
    private readonly bool[] _isBinary = [.. Enumerable.Range(0, columns.Count).Select(column => format(column) == 1)];

    public void Begin(MessageWriter writer) { }

    public void Write(MessageWriter writer, object?[] row)
    {
        writer.Begin('D');
        writer.WriteInt16(row.Length);
        for (var i = 0; i < row.Length; i++)
        {
            var type = columns[i].Type;
            if (row[i] is not { } value) writer.WriteInt32(-1);
            else if (_isBinary[i]) writer.WriteValue(to => BinaryFormat.Write(to, value, type));
            else writer.WriteValue(TextFormat.Of(value, type));
        }
        writer.End();
    }

    public void End(MessageWriter writer) { }
}
