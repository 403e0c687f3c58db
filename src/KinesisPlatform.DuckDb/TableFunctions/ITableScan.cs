namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>One scan of a table function; disposed at its end, also when a LIMIT or an error ends it early.</summary>
public interface ITableScan : IDisposable
{
    /// <summary>Writes the next rows.</summary>
    /// <returns>How many, at most <see cref="TableChunk.Capacity"/>; 0 at the end.</returns>
    int Fill(TableChunk chunk);
}
