using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.ScalarFunctions;
using KinesisPlatform.DuckDb.TableFunctions;
using KinesisPlatform.Sql.Live.Files;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Gives DuckDB the rows of files of live records, a part of a block at a time.</summary>
/// <param name="columns">What each column of a chunk is; null for nothing that matters.</param>
internal sealed class LiveScan(IReadOnlyList<WorkerLiveFile> files, LiveVector?[] columns) : ITableScan
{
    private int _file, _range, _done;
    private MappedLiveFile? _mapped;

    public int Fill(TableChunk chunk)
    {
        if (Next() is not { } range) return 0;
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] is not { } column) continue;
            if (column.Type.Id == DuckDbTypeId.Struct) FillNested(chunk.Nested(i, range.Count), column, range);
            else Fill(chunk.Column(i), column, range);
        }
        return range.Count;
    }

    public void Dispose() => _mapped?.Dispose();

    /// <returns>Null at the end.</returns>
    private LiveRange? Next()
    {
        for (; _file < files.Count; _file++, _range = 0)
        {
            for (; _range < files[_file].Rows.Count; _range++, _done = 0)
            {
                var range = files[_file].Rows[_range];
                if (_done == range.Count) continue;
                _mapped ??= new(files[_file]);
                var from = range.From + _done;
                var count = Math.Min(Math.Min(range.Count - _done, TableChunk.Capacity), LiveLayout.BlockRows - from % LiveLayout.BlockRows);
                _done += count;
                return new(from, count);
            }
            _mapped?.Dispose();
            _mapped = null;
        }
        return null;
    }

    private void Fill(TableVector target, LiveVector column, LiveRange range)
    {
        var slots = _mapped!.Slots(column, range);
        var presence = _mapped.Presence(column, range);
        var isText = column.Type.Id is DuckDbTypeId.Varchar or DuckDbTypeId.Blob;
        if (column.Type.Id == DuckDbTypeId.TimestampTz) slots.CopyTo(target.Values<long>());
        for (var row = 0; row < range.Count; row++)
        {
            if (presence[row] == 0) target.SetNull(row);
            else if (isText) target.SetBytes(row, _mapped!.Bytes(slots[row]));
            else if (column.Type.Id == DuckDbTypeId.Integer) target.Values<int>()[row] = (int)slots[row];
        }
    }

    private void FillNested(ResultVector target, LiveVector vector, LiveRange range)
    {
        var slots = _mapped!.Slots(vector, range);
        var presence = _mapped.Presence(vector, range);
        for (var row = 0; row < range.Count; row++)
        {
            if (presence[row] == 0) continue;
            switch (vector.Type.Id)
            {
                case DuckDbTypeId.Struct: target.SetPresent(row); break;
                case DuckDbTypeId.Boolean: target.Set(row, slots[row] != 0); break;
                case DuckDbTypeId.Double: target.Set(row, BitConverter.Int64BitsToDouble(slots[row])); break;
                case DuckDbTypeId.Varchar: target.SetBytes(row, _mapped!.Bytes(slots[row])); break;
                default: target.Set(row, slots[row]); break;
            }
        }
        for (var i = 0; i < vector.Members.Count; i++) FillNested(target.Children[i], vector.Members[i], range);
    }
}
