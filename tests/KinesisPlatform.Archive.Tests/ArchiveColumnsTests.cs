using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tests;

public sealed class ArchiveColumnsTests
{
    [Fact]
    public void Columns_OfSqlAndTableFunctions_AreTheSchemasInItsOrder()
    {
        var schema = ArchiveSchema.Schema.Fields.Select(field => field.Name).ToList();
        Assert.Equal(schema, ArchiveColumns.SqlList.Split(", "));
        Assert.Equal(schema, ArchiveColumns.Table.Select(column => column.Name));
    }
}
