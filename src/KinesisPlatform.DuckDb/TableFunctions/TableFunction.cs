namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>A function in managed code that SQL can select from. Exceptions it throws become SQL errors with their message.</summary>
/// <param name="name">As SQL calls it.</param>
public abstract class TableFunction(string name)
{
    public string Name { get; } = name;

    /// <summary>Positional parameters; all must be given.</summary>
    public virtual IReadOnlyList<DuckDbTypeId> Parameters => [];

    /// <summary>Optional parameters, given as <c>name := value</c>.</summary>
    public virtual IReadOnlyDictionary<string, DuckDbTypeId> NamedParameters => new Dictionary<string, DuckDbTypeId>();

    /// <summary>Called once per use in a statement, when it is compiled.</summary>
    public abstract BoundTable Bind(TableArguments arguments);
}
