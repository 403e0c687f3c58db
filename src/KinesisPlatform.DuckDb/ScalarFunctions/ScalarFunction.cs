namespace KinesisPlatform.DuckDb.ScalarFunctions;

/// <summary>
/// A function in managed code that SQL can call for each row: pure, as DuckDB may call it once for equal expressions, and from several threads at a time.
/// Exceptions it throws become SQL errors with their message.
/// </summary>
/// <param name="name">As SQL calls it.</param>
/// <param name="parameters">Types of the arguments; none nested.</param>
/// <param name="result">BOOLEAN, BIGINT, DOUBLE, VARCHAR, BLOB or a STRUCT of these.</param>
public abstract class ScalarFunction(string name, IReadOnlyList<DuckDbTypeId> parameters, DuckDbType result)
{
    public string Name { get; } = name;

    public IReadOnlyList<DuckDbTypeId> Parameters { get; } = parameters;

    public DuckDbType Result { get; } = result;

    /// <summary>Sets a result for every row of the arguments, which may be NULL.</summary>
    public abstract void Invoke(IReadOnlyList<DuckDbVector> arguments, ResultVector result, int rowCount);
}
