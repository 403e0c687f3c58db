using System.Text.Json;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>What a statement needs of the relations it names: which columns, and of which records.</summary>
internal sealed class StatementUse
{
    private readonly ColumnUseReader _columns;
    private readonly BoundUseReader _bounds;

    private StatementUse(ColumnUseReader columns, BoundUseReader bounds) => (_columns, _bounds) = (columns, bounds);

    /// <param name="statement">One statement of the tree that DuckDB's json_serialize_sql gives; not used any more afterwards.</param>
    public static StatementUse Of(JsonElement statement) => new(ColumnUseReader.Read(statement), BoundUseReader.Read(statement));

    /// <param name="relation">As the statement names it, without regard to case.</param>
    public ColumnUse ColumnsOf(string relation) => _columns.Of(relation);

    /// <returns>Null when all records are needed.</returns>
    public Bound? BoundOf(string relation) => _bounds.Of(relation);
}
