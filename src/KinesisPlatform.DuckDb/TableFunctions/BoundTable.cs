namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>A table function with its arguments: what one use of it in a statement gives. Disposed with the statement when it is <see cref="IDisposable"/>.</summary>
public abstract class BoundTable
{
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>An estimate for the planner; null when unknown.</summary>
    public virtual long? RowCount => null;

    /// <summary>How many threads may call <see cref="ITableScan.Fill"/> at the same time.</summary>
    public virtual int ThreadCountMax => 1;

    /// <param name="columns">The columns the query needs, as indexes of <see cref="Columns"/>, in the order in which the chunk has them.</param>
    public abstract ITableScan Open(IReadOnlyList<int> columns);
}
