using KinesisPlatform.Archive.Iceberg;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class SchemaEvolutionTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Evolve_NewStruct_GetsIdsOfItsOwnForEveryField()
    {
        var table = await _archive.OpenAsync();
        var version = await EvolveAsync(table, Fields(("a", "long"), ("b", "string")));
        var again = await EvolveAsync(await _archive.OpenAsync(), Fields(("b", "string")));

        var fields = version.Schema.Fields[^1];
        Assert.Equal((8, "fields", false), (fields.Id, fields.Name, fields.Required));
        Assert.Equal([(9, "a", "long"), (10, "b", "string")], Nested(version));
        Assert.Equal((1, version.Version), (version.Schema.SchemaId, again.Version));
        Assert.Equal(version.Schema, again.Schema);
    }

    [Fact]
    public async Task Evolve_WiderAndNarrowerTypes_ArePromotedUnderTheirIds()
    {
        var table = await _archive.OpenAsync();
        await EvolveAsync(table, Fields(("a", "int"), ("b", "float"), ("c", "long"), ("d", "decimal(9,2)"), ("e", "decimal(18,2)")));
        var version = await EvolveAsync(table, Fields(("a", "long"), ("b", "double"), ("c", "int"), ("d", "decimal(18,2)"), ("e", "decimal(9,2)")));

        Assert.Equal([(9, "a", "long"), (10, "b", "double"), (11, "c", "long"), (12, "d", "decimal(18,2)"), (13, "e", "decimal(18,2)")], Nested(version));
    }

    [Fact]
    public async Task Evolve_TypesThatCannotMeet_GiveWayToANewField()
    {
        var table = await _archive.OpenAsync();
        await EvolveAsync(table, Fields(("a", "long"), ("b", "boolean"), ("c", "decimal(9,2)")));
        var version = await EvolveAsync(table, [SchemaField.New("fields", new FieldType.Struct(
        [
            SchemaField.New("a", FieldType.Of("double")), SchemaField.New("b", new FieldType.Struct([])), SchemaField.New("c", FieldType.Of("decimal(9,3)")),
        ]))]);

        Assert.Equal([(12, "a", "double"), (13, "b", "string"), (14, "c", "string")], Nested(version));
        Assert.Equal(FailureKind.Invalid, (await Assert.ThrowsAsync<PlatformException>(() => EvolveAsync(table, [SchemaField.New("data", FieldType.Of("string"))]))).Kind);
    }

    [Fact]
    public async Task Evolve_ListsAndDeeperStructs_AreNumberedAndMerged()
    {
        var table = await _archive.OpenAsync();
        static SchemaField[] Wanted(params SchemaField[] inner) =>
            [SchemaField.New("fields", new FieldType.Struct([SchemaField.New("tags", new FieldType.List(0, false, new FieldType.Struct(inner)))]))];
        await EvolveAsync(table, Wanted(SchemaField.New("x", FieldType.Of("int"))));
        var version = await EvolveAsync(table, Wanted(SchemaField.New("x", FieldType.Of("long")), SchemaField.New("y", FieldType.Of("string"))));

        var loaded = await (await _archive.OpenAsync()).LoadAsync(CancellationToken.None);
        Assert.Equal(version.Schema, loaded.Schema);
        var tags = (FieldType.List)((FieldType.Struct)loaded.Schema.Fields[^1].Type).Fields[0].Type;
        Assert.Equal((10, "11 x long, 12 y string"), (tags.ElementId, string.Join(", ", ((FieldType.Struct)tags.Element).Fields.Select(field => $"{field.Id} {field.Name} {((FieldType.Primitive)field.Type).Name}"))));
    }

    [Fact]
    public async Task Evolve_ByManyAtOnce_NeverGivesAnIdTwice()
    {
        await _archive.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () => await EvolveAsync(await _archive.OpenAsync(), Fields(($"f{i}", "long"), ("shared", "string"))))));

        var nested = Nested(await (await _archive.OpenAsync()).LoadAsync(CancellationToken.None));
        Assert.Equal(["f0", "f1", "f2", "f3", "f4", "f5", "shared"], nested.Select(field => field.Name).Order());
        Assert.Equal(7, nested.Select(field => field.Id).Distinct().Count());
    }

    [Fact]
    public async Task Evolve_SchemasNoSnapshotHas_AreForgotten()
    {
        _archive.Options.SnapshotCountMax = 2;
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await EvolveAsync(table, Fields(($"f{i}", "long")));
            await AppendAsync(table, Append(Shard0, i, i + 1));
        }

        var metadata = await _archive.ReadMetadataAsync(table);
        Assert.Equal([4, 5], metadata.Schemas.Select(schema => schema.SchemaId));
        Assert.Equal((5, 13), (metadata.CurrentSchemaId, metadata.LastColumnId));
        Assert.Equal([4, 5], metadata.Snapshots.Select(snapshot => snapshot.SchemaId));
    }

    private static Task<TableVersion> EvolveAsync(IArchiveTable table, params SchemaField[] columns) => table.EvolveSchemaAsync(columns, false, CancellationToken.None);

    private static SchemaField Fields(params (string Name, string Type)[] fields) =>
        SchemaField.New("fields", new FieldType.Struct([.. fields.Select(field => SchemaField.New(field.Name, FieldType.Of(field.Type)))]));

    private static IEnumerable<(int Id, string Name, string Type)> Nested(TableVersion version) =>
        ((FieldType.Struct)version.Schema.Fields.Single(field => field.Name == "fields").Type).Fields.Select(field => (field.Id, field.Name, ((FieldType.Primitive)field.Type).Name));

    public void Dispose() => _archive.Dispose();
}
