namespace KinesisPlatform.Sql.Results;

/// <summary>Where a page's rows lie.</summary>
internal sealed class PageIndex(long firstRow)
{
    public long FirstRow { get; } = firstRow;

    public int RowCount { get; private set; }

    public long LengthBytes { get; private set; }

    public List<ResultBlock> Blocks { get; } = [];

    public void Add(ResultBlock block)
    {
        Blocks.Add(block);
        RowCount += block.RowCount;
        LengthBytes += block.LengthBytes;
    }
}
