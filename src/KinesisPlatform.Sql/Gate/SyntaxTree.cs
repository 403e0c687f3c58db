using System.Text.Json;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// Walks the tree that DuckDB's <c>json_serialize_sql</c> gives and collects the relations it names. Whatever is not known to be harmless is refused.
/// </summary>
/// <param name="views">What was put in place of calls before: their views' names, without regard to case.</param>
/// <remarks>
/// {"type":"SELECT_NODE","cte_map":{"map":[{"key":"t","value":{"query":{"node":{...}}}}]},"from_table":{"type":"BASE_TABLE","table_name":"t","schema_name":"",
/// "catalog_name":"","query_location":14},"where_clause":{"class":"FUNCTION","function_name":"f","schema":"","catalog":"",...},...}
/// </remarks>
internal sealed class SyntaxTree(SqlText sql, FunctionPolicy policy, IReadOnlyDictionary<string, RelationReference>? views = null)
{
    private static readonly HashSet<string> FromTypes = ["EMPTY", "BASE_TABLE", "SUBQUERY", "JOIN", "TABLE_FUNCTION", "EXPRESSION_LIST", "PIVOT", "SHOW_REF"];
    private static readonly HashSet<string> NodeTypes = ["SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"];

    // Each costs requests and a view, and a look through the text.
    private const int RelationCountMax = 500;

    private readonly List<RelationReference> _relations = [];
    private SqlTokens? _tokens;
    private readonly SortedDictionary<int, (TextEdit Edit, RelationReference Relation)> _calls = [];

    public IReadOnlyList<RelationReference> Relations => _relations;

    /// <summary>Calls such as <c>archive('s')</c>, and what to write in their place: their view's name.</summary>
    public IReadOnlyCollection<(TextEdit Edit, RelationReference Relation)> Calls => _calls.Values;

    /// <exception cref="PlatformException">Invalid: something that is not allowed.</exception>
    public void Walk(JsonElement element) => Walk(element, Scope.Empty);

    private void Walk(JsonElement element, Scope scope)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Walk(item, scope);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            WalkObject(element, scope);
        }
    }

    private void WalkObject(JsonElement element, Scope scope)
    {
        if (element.TryGetProperty("cte_map", out var map)) scope = WalkCommonTables(map, scope);
        if (element.TryGetProperty("function_name", out var function)) CheckFunction(element, function.GetString() ?? "");
        if (element.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.String)
        {
            switch (kind.GetString())
            {
                case "BASE_TABLE": AddTable(element, scope); break;
                case "SHOW_REF": CheckShow(element); break;
                case "TABLE_FUNCTION" when AddCall(element): return;
                case "TABLE_FUNCTION": CheckTableFunction(element); break;
                // A recursive table's own name is known within it.
                case "RECURSIVE_CTE_NODE": scope = scope.With(Text(element, "cte_name")); break;
                // The older form of a materialized table: its query first, then what may use its name.
                case "CTE_NODE":
                    Walk(element.GetProperty("query"), scope);
                    Walk(element.GetProperty("child"), scope.With(Text(element, "cte_name")));
                    return;
                case var type when type is not null && IsTableReference(element) && !FromTypes.Contains(type):
                    throw Refuse(element, $"{type} in FROM is not allowed");
                case var type when type is not null && type.EndsWith("_NODE", StringComparison.Ordinal) && !NodeTypes.Contains(type):
                    throw Refuse(element, $"{type} is not allowed");
            }
        }
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name != "cte_map") Walk(property.Value, scope);
        }
    }

    // Each sees the ones before it, but not itself.
    private Scope WalkCommonTables(JsonElement map, Scope scope)
    {
        if (!map.TryGetProperty("map", out var entries)) return scope;
        foreach (var entry in entries.EnumerateArray())
        {
            Walk(entry.GetProperty("value"), scope);
            scope = scope.With(Text(entry, "key"));
        }
        return scope;
    }

    private void AddTable(JsonElement element, Scope scope)
    {
        var name = Text(element, "table_name");
        if (_relations.Count + _calls.Count >= RelationCountMax) throw Refuse(element, $"More than {RelationCountMax} tables are named");
        if (AddInformation(element)) return;
        if (Text(element, "schema_name").Length > 0 || Text(element, "catalog_name").Length > 0)
            throw Refuse(element, $"\"{name}\" is named with a schema. Streams are named alone, in double quotes where the name has '.' or '-'");
        if (element.TryGetProperty("at_clause", out var at) && at.ValueKind == JsonValueKind.Object) throw Refuse(element, $"AT (VERSION or TIMESTAMP) is not supported: write archive('{name}', snapshot := ...) or archive('{name}', as_of := '...')");
        var view = views?.GetValueOrDefault(name);
        if (view is not null && scope.Contains(name)) throw Refuse(element, $"\"{name}\" cannot name a common table: it is {view.Kind.ToString().ToLowerInvariant()}('{view.Name}')");
        if (!scope.Contains(name)) _relations.Add(view is null ? new(RelationKind.Table, name, Position(element)) : view);
    }

    // The whole call is replaced, and what comes of it is parsed and walked again.
    private bool AddCall(JsonElement element)
    {
        var name = Text(element.GetProperty("function"), "function_name");
        if (!RelationCall.IsOne(name)) return false;
        if (_relations.Count + _calls.Count >= RelationCountMax) throw Refuse(element, $"More than {RelationCountMax} tables are named");
        try
        {
            var relation = RelationCall.Read(element, Position(element));
            var tokens = Tokens;
            var first = tokens.From(Start(element));
            var last = tokens.Is(first + 1, "(") ? tokens.Closing(first + 1) : null;
            Replace(element, tokens, first, last ?? throw new FormatException($"The call of {name} is not understood: write it as {name}('s')"), relation, name);
            return true;
        }
        catch (FormatException exception)
        {
            throw Refuse(element, exception.Message);
        }
    }

    // information_schema.tables and .columns: what the caller may name, not the worker's own.
    private bool AddInformation(JsonElement element)
    {
        var table = Text(element, "table_name");
        if (!Text(element, "schema_name").Equals(RelationReference.InformationSchema, StringComparison.OrdinalIgnoreCase) || Text(element, "catalog_name").Length > 0) return false;
        RelationKind? kind = table.ToLowerInvariant() switch { "tables" => RelationKind.Tables, "columns" => RelationKind.Columns, _ => null };
        if (kind is null) throw Refuse(element, $"information_schema has the tables tables and columns, not {table}");
        var tokens = Tokens;
        var first = tokens.From(Start(element));
        if (!tokens.Is(first + 1, ".")) throw Refuse(element, $"information_schema.{table} is not understood here: write it plainly, in FROM");
        Replace(element, tokens, first, first + 2, new(kind.Value, RelationReference.InformationSchema, Position(element)), table);
        return true;
    }

    private void Replace(JsonElement element, SqlTokens tokens, int first, int last, RelationReference relation, string name)
    {
        var start = tokens[first].Start;
        // As of a table function, its name is its alias.
        var alias = Text(element, "alias").Length > 0 ? "" : $" AS {DuckDbSyntax.Identifier(name)}";
        _calls[start] = (new(start, tokens[last].End - start, DuckDbSyntax.Identifier(relation.ViewName) + alias), relation);
    }

    private SqlTokens Tokens => _tokens ??= SqlTokens.Read(sql.Text);

    private int Start(JsonElement element) => Offset(element) is { } offset ? sql.CharacterAt(offset) : sql.Text.Length;

    private void CheckShow(JsonElement element)
    {
        // DESCRIBE and SUMMARIZE of a query; the other forms look into the catalog.
        if (!element.TryGetProperty("query", out var query) || query.ValueKind != JsonValueKind.Object)
            throw Refuse(element, "This form of SHOW is not supported. SHOW TABLES lists the streams, FROM information_schema.tables does within a query; DESCRIBE shows the columns of one");
    }

    private void CheckTableFunction(JsonElement element)
    {
        var name = element.TryGetProperty("function", out var function) ? Text(function, "function_name") : "";
        if (!FunctionPolicy.AllowsTableFunction(name)) throw Refuse(function, $"The table function {name} is not allowed");
    }

    private void CheckFunction(JsonElement element, string name)
    {
        // The parser itself writes main.list_value for [1, 2]; there are no functions but DuckDB's own, so that a name means the same in main.
        if (Text(element, "schema") is not ("" or "main") || Text(element, "catalog").Length > 0) throw Refuse(element, $"The function {name} is named with a schema, which is not allowed");
        if (policy.Allows(name)) return;
        throw Refuse(element, policy.IsKnown(name) ? $"The function {name} is not allowed" : $"There is no function {name}, or it is not allowed");
    }

    private static bool IsTableReference(JsonElement element) =>
        element.TryGetProperty("sample", out _) && element.TryGetProperty("alias", out _) && !element.TryGetProperty("class", out _);

    private static string Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private PlatformException Refuse(JsonElement element, string what) => 
        new(FailureKind.Invalid, $"{what} ({Position(element)}).", new SqlStatementException(DuckDbErrorKind.Permission, $"{what}.", Position(element)));

    // Where DuckDB does not know, it says 2^64 - 1.
    private static ulong? Offset(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("query_location", out var location) && location.TryGetUInt64(out var offset) && offset < int.MaxValue ? offset : null;

    private TextPosition Position(JsonElement element) => Offset(element) is { } offset ? sql.AtByte(offset) : new(1, 1);

    /// <summary>The common tables that can be named at one place; DuckDB compares names without regard to case.</summary>
    private sealed record Scope(string? Name, Scope? Outer)
    {
        public static Scope Empty { get; } = new(null, null);

        public Scope With(string name) => new(name, this);

        public bool Contains(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || (Outer?.Contains(name) ?? false);
    }
}
