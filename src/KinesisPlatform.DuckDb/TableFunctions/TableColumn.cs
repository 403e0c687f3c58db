namespace KinesisPlatform.DuckDb.TableFunctions;

/// <summary>A column that a table function gives, of a type made by <see cref="DuckDbType.Of"/> or <see cref="DuckDbType.Struct"/>.</summary>
public sealed record TableColumn(string Name, DuckDbType Type)
{
    public TableColumn(string name, DuckDbTypeId type) : this(name, DuckDbType.Of(type)) { }
}
