using System.Runtime.InteropServices;
using KinesisPlatform.DuckDb.Interop;
using static KinesisPlatform.DuckDb.Interop.NativeMethods;

namespace KinesisPlatform.DuckDb;

/// <summary>A column's type with what its values need to be read. <see cref="ToString"/> gives DuckDB's SQL name for it.</summary>
public sealed class DuckDbType
{
    private DuckDbType() { }

    public required DuckDbTypeId Id { get; init; }

    /// <summary>A name given to the type, such as <c>JSON</c> for a VARCHAR; null for most.</summary>
    public string? Alias { get; private init; }

    /// <summary>Of a DECIMAL.</summary>
    public int Width { get; private init; }

    /// <summary>Of a DECIMAL.</summary>
    public int Scale { get; private init; }

    /// <summary>LIST and ARRAY: the element. MAP: key, value. STRUCT: the fields. UNION: the members.</summary>
    public IReadOnlyList<DuckDbType> Children { get; private init; } = [];

    /// <summary>STRUCT: the fields' names (empty ones in a row without names). UNION: the members'. ENUM: the values.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public int ArrayLength { get; private init; }

    /// <summary>What DECIMAL and ENUM values are stored as.</summary>
    internal DuckDbTypeId Storage { get; private init; }

    /// <summary>A type that is not nested and takes no parameters.</summary>
    public static DuckDbType Of(DuckDbTypeId id) => new() { Id = id };

    /// <param name="fields">At least one; names differ by more than case.</param>
    public static DuckDbType Struct(IReadOnlyList<(string Name, DuckDbType Type)> fields) =>
        new() { Id = DuckDbTypeId.Struct, Names = [.. fields.Select(field => field.Name)], Children = [.. fields.Select(field => field.Type)] };

    /// <summary>DuckDB's own object for a type made by <see cref="Of"/> or <see cref="Struct"/>.</summary>
    internal unsafe TypeHandle Create()
    {
        if (Id != DuckDbTypeId.Struct) return duckdb_create_logical_type(Id);
        var types = Children.Select(child => child.Create()).ToArray();
        var names = Names.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        try
        {
            fixed (nint* type = types.Select(child => child.DangerousGetHandle()).ToArray())
            fixed (nint* name = names)
                return duckdb_create_struct_type(type, name, (ulong)names.Length);
        }
        finally
        {
            foreach (var name in names) Marshal.FreeCoTaskMem(name);
            foreach (var type in types) type.Dispose();
        }
    }

    internal static DuckDbType Read(TypeHandle handle)
    {
        using (handle)
        {
            var id = duckdb_get_type_id(handle);
            var alias = NativeText.Take(duckdb_logical_type_get_alias(handle));
            return id switch
            {
                DuckDbTypeId.Decimal => new() { Id = id, Alias = alias, Width = duckdb_decimal_width(handle), Scale = duckdb_decimal_scale(handle), Storage = duckdb_decimal_internal_type(handle) },
                DuckDbTypeId.Enum => new() { Id = id, Alias = alias, Storage = duckdb_enum_internal_type(handle), Names = ReadAll(duckdb_enum_dictionary_size(handle), i => NativeText.Take(duckdb_enum_dictionary_value(handle, i))!) },
                DuckDbTypeId.List => new() { Id = id, Alias = alias, Children = [Read(duckdb_list_type_child_type(handle))] },
                DuckDbTypeId.Array => new() { Id = id, Alias = alias, Children = [Read(duckdb_array_type_child_type(handle))], ArrayLength = (int)duckdb_array_type_array_size(handle) },
                DuckDbTypeId.Map => new() { Id = id, Alias = alias, Children = [Read(duckdb_map_type_key_type(handle)), Read(duckdb_map_type_value_type(handle))] },
                DuckDbTypeId.Struct => ReadFields(id, alias, duckdb_struct_type_child_count(handle), i => NativeText.Take(duckdb_struct_type_child_name(handle, i)), i => duckdb_struct_type_child_type(handle, i)),
                DuckDbTypeId.Union => ReadFields(id, alias, duckdb_union_type_member_count(handle), i => NativeText.Take(duckdb_union_type_member_name(handle, i)), i => duckdb_union_type_member_type(handle, i)),
                _ => new() { Id = id, Alias = alias },
            };
        }
    }

    private static DuckDbType ReadFields(DuckDbTypeId id, string? alias, ulong count, Func<ulong, string?> name, Func<ulong, TypeHandle> type) =>
        new() { Id = id, Alias = alias, Names = ReadAll(count, i => name(i) ?? ""), Children = ReadAll(count, i => Read(type(i))) };

    private static T[] ReadAll<T>(ulong count, Func<ulong, T> read)
    {
        var items = new T[count];
        for (var i = 0; i < items.Length; i++) items[i] = read((ulong)i);
        return items;
    }

    public override string ToString() => Alias ?? Id switch
    {
        DuckDbTypeId.Decimal => $"DECIMAL({Width},{Scale})",
        DuckDbTypeId.List => $"{Children[0]}[]",
        DuckDbTypeId.Array => $"{Children[0]}[{ArrayLength}]",
        DuckDbTypeId.Map => $"MAP({Children[0]}, {Children[1]})",
        DuckDbTypeId.Struct => $"STRUCT({string.Join(", ", Names.Zip(Children, (name, type) => $"{DuckDbSyntax.MemberName(name)} {type}"))})",
        DuckDbTypeId.Union => $"UNION({string.Join(", ", Names.Zip(Children, (name, type) => $"{DuckDbSyntax.MemberName(name)} {type}"))})",
        DuckDbTypeId.Enum => $"ENUM({string.Join(", ", Names.Select(DuckDbSyntax.Literal))})",
        DuckDbTypeId.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbTypeId.TimeTz => "TIME WITH TIME ZONE",
        DuckDbTypeId.TimestampS => "TIMESTAMP_S",
        DuckDbTypeId.TimestampMs => "TIMESTAMP_MS",
        DuckDbTypeId.TimestampNs => "TIMESTAMP_NS",
        DuckDbTypeId.TimeNs => "TIME_NS",
        DuckDbTypeId.SqlNull => "\"NULL\"",
        _ => Id.ToString().ToUpperInvariant(),
    };
}
