using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Parquet;

/// <summary>Reads a Parquet file's metadata. What is not needed is skipped; what contradicts itself is refused.</summary>
internal static class ParquetFooterReader
{
    /// <param name="bytes">The metadata without its trailer; kept.</param>
    /// <param name="offset">Where it begins in the file.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of a kind that no data file is.</exception>
    public static ParquetFooter Read(byte[] bytes, long offset)
    {
        var reader = new ThriftReader(bytes);
        List<ParquetColumn>? columns = null;
        List<ParquetRowGroup>? groups = null;
        Range rowCountPlace = default, groupsPlace = default;
        var rowCount = -1L;
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            var start = reader.Position;
            switch (id)
            {
                case 2 when type == ThriftType.List:
                    columns = ReadSchema(ref reader);
                    break;
                case 3 when type == ThriftType.Long:
                    rowCount = reader.ReadLong();
                    rowCountPlace = start..reader.Position;
                    break;
                case 4 when type == ThriftType.List:
                    groups = ReadRowGroups(ref reader, columns ?? throw ThriftReader.Damaged("the schema does not come first"), offset);
                    groupsPlace = start..reader.Position;
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }
        if (columns is null || groups is null || rowCount < 0) throw ThriftReader.Damaged("schema, rows or row groups are missing");
        if (reader.Position != bytes.Length) throw ThriftReader.Damaged("it is longer than it should be");
        if (groups.Sum(group => group.RowCount) != rowCount) throw ThriftReader.Damaged("the row groups' rows are not all");
        // The splice writes the count before the groups.
        if (rowCountPlace.End.Value > groupsPlace.Start.Value) throw ThriftReader.Damaged("the rows come after the row groups");
        return new(bytes, offset, columns, groups, rowCountPlace, groupsPlace);
    }

    // A tree, depth first: each element says how many children follow it. The first is the root.
    private static List<ParquetColumn> ReadSchema(ref ThriftReader reader)
    {
        var count = reader.ReadList(out var type);
        if (type != ThriftType.Struct || count == 0) throw ThriftReader.Damaged("the schema is empty");
        var leaves = new List<ParquetColumn>();
        var open = new Stack<(int Left, int RootId)>();
        open.Push((ReadElement(ref reader).Children, 0));
        for (var i = 1; i < count; i++)
        {
            while (open.Count > 0 && open.Peek().Left == 0) open.Pop();
            if (!open.TryPop(out var parent)) throw ThriftReader.Damaged("the schema has elements outside its root");
            open.Push((parent.Left - 1, parent.RootId));
            var element = ReadElement(ref reader);
            var rootId = open.Count == 1 ? element.Id : parent.RootId;
            if (element.Children > 0) open.Push((element.Children, rootId));
            else leaves.Add(new(element.Id, rootId, element.Physical, element.Converted));
        }
        return open.All(parent => parent.Left == 0) ? leaves : throw ThriftReader.Damaged("the schema ends too early");
    }

    private static (int Children, int Id, int Physical, int? Converted) ReadElement(ref ThriftReader reader)
    {
        var (children, fieldId, physical, converted) = (0, 0, -1, (int?)null);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1 when type == ThriftType.Int: physical = reader.ReadInt(); break;
                case 5 when type == ThriftType.Int: children = reader.ReadInt(); break;
                case 6 when type == ThriftType.Int: converted = reader.ReadInt(); break;
                case 9 when type == ThriftType.Int: fieldId = reader.ReadInt(); break;
                default: reader.Skip(type); break;
            }
        }
        return children >= 0 ? (children, fieldId, physical, converted) : throw ThriftReader.Damaged("a column has less than no children");
    }

    private static List<ParquetRowGroup> ReadRowGroups(ref ThriftReader reader, List<ParquetColumn> columns, long dataEnd)
    {
        var count = reader.ReadList(out var type);
        if (count > 0 && type != ThriftType.Struct) throw ThriftReader.Damaged("a row group is no struct");
        var groups = new List<ParquetRowGroup>(count);
        for (var i = 0; i < count; i++)
        {
            var start = reader.Position;
            var (rows, chunks) = ReadRowGroup(ref reader, dataEnd);
            if (rows < 0 || chunks.Length != columns.Count) throw ThriftReader.Damaged("a row group does not have the schema's columns");
            groups.Add(new(rows, start..reader.Position, chunks));
        }
        return groups;
    }

    private static (long Rows, ParquetChunk[] Chunks) ReadRowGroup(ref ThriftReader reader, long dataEnd)
    {
        var rows = -1L;
        ParquetChunk[] chunks = [];
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1 when type == ThriftType.List:
                    chunks = new ParquetChunk[reader.ReadList(out var of)];
                    if (of != ThriftType.Struct) throw ThriftReader.Damaged("a column chunk is no struct");
                    for (var i = 0; i < chunks.Length; i++) chunks[i] = ReadChunk(ref reader, dataEnd);
                    break;
                case 3 when type == ThriftType.Long: rows = reader.ReadLong(); break;
                default: reader.Skip(type); break;
            }
        }
        return (rows, chunks);
    }

    private static ParquetChunk ReadChunk(ref ThriftReader reader, long dataEnd)
    {
        ParquetChunk? chunk = null;
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 1: throw ThriftReader.Damaged("its columns are in another file");
                case 3 when type == ThriftType.Struct: chunk = ReadColumnMetadata(ref reader, dataEnd); break;
                default: reader.Skip(type); break;
            }
        }
        return chunk ?? throw ThriftReader.Damaged("a column chunk is not described");
    }

    private static ParquetChunk ReadColumnMetadata(ref ThriftReader reader, long dataEnd)
    {
        long values = -1, length = -1, dataPage = -1, dictionaryPage = 0, bloomOffset = 0, bloomLength = 0;
        var statistics = default(ParquetChunk);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 5 when type == ThriftType.Long: values = reader.ReadLong(); break;
                case 7 when type == ThriftType.Long: length = reader.ReadLong(); break;
                case 9 when type == ThriftType.Long: dataPage = reader.ReadLong(); break;
                case 11 when type == ThriftType.Long: dictionaryPage = reader.ReadLong(); break;
                case 12 when type == ThriftType.Struct: statistics = ReadStatistics(ref reader); break;
                case 14 when type == ThriftType.Long: bloomOffset = reader.ReadLong(); break;
                case 15 when type == ThriftType.Int: bloomLength = reader.ReadInt(); break;
                default: reader.Skip(type); break;
            }
        }
        var offset = dictionaryPage > 0 && dictionaryPage < dataPage ? dictionaryPage : dataPage;
        if (values < 0 || offset < 4 || length <= 0 || length > dataEnd - offset) throw ThriftReader.Damaged("a column chunk lies outside the file");
        if (bloomOffset != 0 && (bloomOffset < 4 || bloomOffset >= dataEnd || bloomLength < 0 || bloomLength > dataEnd - bloomOffset)) throw ThriftReader.Damaged("a Bloom filter lies outside the file");
        // Older files do not say how long it is.
        ByteRange? bloom = bloomOffset == 0 ? null : new(bloomOffset, bloomLength > 0 ? bloomLength : dataEnd - bloomOffset);
        return statistics with { Bytes = new(offset, length), BloomFilter = bloom, ValueCount = values };
    }

    // 1 max and 2 min are of unknown order: only 5 max_value and 6 min_value count.
    private static ParquetChunk ReadStatistics(ref ThriftReader reader)
    {
        var chunk = default(ParquetChunk);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 3 when type == ThriftType.Long: chunk = chunk with { NullCount = reader.ReadLong() }; break;
                case 5 when type == ThriftType.Binary: chunk = chunk with { Max = ReadPlace(ref reader), HasMax = true }; break;
                case 6 when type == ThriftType.Binary: chunk = chunk with { Min = ReadPlace(ref reader), HasMin = true }; break;
                default: reader.Skip(type); break;
            }
        }
        return chunk;
    }

    private static Range ReadPlace(ref ThriftReader reader)
    {
        var length = reader.ReadBytes().Length;
        return (reader.Position - length)..reader.Position;
    }
}
