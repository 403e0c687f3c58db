using System.Text.RegularExpressions;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>The catalog's tables and functions, read from the files beside this one.</summary>
internal static partial class CatalogDefinitions
{
    /// <summary>What the translation puts in front of the functions' names, so that none is taken for one of DuckDB's.</summary>
    public const string FunctionPrefix = "catalog_";

    /// <summary>In front of the tables of <c>information_schema</c>.</summary>
    public const string InformationSchema = "information_schema_";

    /// <summary>Columns with their types and defaults, by table.</summary>
    public static IReadOnlyDictionary<string, string> Tables { get; } = Read("tables.txt");

    /// <summary>Parameters and bodies, by function.</summary>
    public static IReadOnlyDictionary<string, string> Functions { get; } = Read("functions.txt");

    public static IReadOnlySet<string> TableNames { get; } = Tables.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlySet<string> FunctionNames { get; } = Functions.Keys.Select(name => FunctionPrefix + name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tables and functions that a function's body uses.</summary>
    public static IEnumerable<string> UsedBy(string function) => Words().Matches(Functions[function]).Select(match => match.Value);

    /// <summary><c>oid pg_oid, relkind pg_char='r'</c> as CREATE TABLE has it.</summary>
    public static string Create(string table) =>
        $"CREATE TABLE {table} ({string.Join(", ", Tables[table].Split(", ").Select(column => Default().Replace(column, " DEFAULT $1")))})";

    private static Dictionary<string, string> Read(string file)
    {
        using var stream = typeof(CatalogDefinitions).Assembly.GetManifestResourceStream($"{typeof(CatalogDefinitions).Namespace}.{file}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" | ", 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
    }

    [GeneratedRegex(@"[a-z_]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"=(.+)$")]
    private static partial Regex Default();
}
