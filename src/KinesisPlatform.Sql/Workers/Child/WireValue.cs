using System.Globalization;
using System.Numerics;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Workers.Child;

/// <summary>Turns the values DuckDB gives into those of <see cref="QueryResult.Batches"/>.</summary>
internal static class WireValue
{
    private const string JsonAlias = "JSON";
    private const int DateChars = 10;

    public static object? From(object? value, DuckDbType type) => value switch
    {
        null => null,
        string text => Text(text, type),
        BigInteger number => new QueryNumber(number.ToString(CultureInfo.InvariantCulture)),
        bool or byte[] or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
            or Int128 or UInt128 or DateTime or DateTimeOffset or DateOnly or TimeOnly or Guid or DuckDbInterval => value,
        KeyValuePair<string, object?> member => new QueryStruct([KeyValuePair.Create(member.Key, From(member.Value, type.Children[IndexOf(type.Names, member.Key)]))]),
        KeyValuePair<object, object?>[] map => new QueryMap(IsText(type.Children[0]), [.. map.Select(entry => KeyValuePair.Create(From(entry.Key, type.Children[0])!, From(entry.Value, type.Children[1])))]),
        // In the order of the type's members.
        IReadOnlyDictionary<string, object?> row => new QueryStruct([.. row.Select((member, i) => KeyValuePair.Create(member.Key, From(member.Value, type.Children[i])))]),
        // A STRUCT without names has as many types as items, a LIST one.
        object?[] list => list.Select((item, i) => From(item, type.Children[type.Id == DuckDbTypeId.Struct ? i : 0])).ToArray(),
        _ => throw new NotSupportedException($"A value of type {value.GetType().Name} cannot be returned: cast it to VARCHAR."),
    };

    private static object Text(string text, DuckDbType type) => type switch
    {
        { Id: DuckDbTypeId.Decimal } => new QueryNumber(text),
        { Id: DuckDbTypeId.Varchar, Alias: JsonAlias } => new QueryJson(text),
        { Id: DuckDbTypeId.TimestampNs } when IsIso(text) => string.Concat(text.AsSpan(0, DateChars), "T", text.AsSpan(DateChars + 1)),
        _ => text,
    };

    private static bool IsText(DuckDbType type) => type is { Id: DuckDbTypeId.Enum } or { Id: DuckDbTypeId.Varchar, Alias: not JsonAlias };

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        var index = 0;
        while (names[index] != name) index++;
        return index;
    }

    // Nanoseconds: ISO 8601 as far as its years go, as for timestamps that .NET's type can hold.
    private static bool IsIso(string text) => text.Length > DateChars && text[4] == '-' && text[DateChars] == ' ' && text[^1] != ')';
}
