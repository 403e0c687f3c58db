using System.Text.Json.Nodes;
using KinesisPlatform.QueryGateway.Postgres.Types;
using static KinesisPlatform.QueryGateway.Postgres.Catalogs.SyntaxNodes;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>
/// Makes of the tree of a query on PostgreSQL's catalog one that DuckDB answers over tables of these names: schemas go, functions become macros, <c>regclass</c> and its like
/// look names up, <c>~</c> finds a part as it does in PostgreSQL.
/// </summary>
internal static class CatalogTranslation
{
    private static readonly HashSet<string> TextTypes =
    [
        "name", "xid", "cid", "tid", "int2vector", "oidvector", "aclitem", "pg_node_tree", "anyarray", "sql_identifier", "character_data", "cardinal_number", "yes_or_no", "cstring", "pg_lsn",
    ];

    /// <summary>The macros that look up names and numbers.</summary>
    private const string Lookup = $"{CatalogDefinitions.FunctionPrefix}reg";

    private static readonly Dictionary<string, string> Operators = new()
    {
        ["~*"] = "imatch", ["!~*"] = "not_imatch",
        // Where nothing else is said, PostgreSQL's LIKE takes a backslash for an escape, and DuckDB's none. Drivers put it in front of each _ of a name.
        ["~~"] = "pattern_like", ["!~~"] = "pattern_not_like", ["~~*"] = "pattern_ilike", ["!~~*"] = "pattern_not_ilike",
    };

    /// <summary>Functions that DuckDB has by another name.</summary>
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["regexp_full_match"] = "regexp_matches", ["json_build_object"] = "json_object", ["jsonb_build_object"] = "json_object", ["json_build_array"] = "json_array", ["jsonb_build_array"] = "json_array",
        ["json_agg"] = "json_group_array", ["jsonb_agg"] = "json_group_array", ["json_object_agg"] = "json_group_object", ["row_to_json"] = "to_json", ["to_jsonb"] = "to_json",
    };

    public static void Apply(JsonNode tree) => Children(tree);

    private static JsonNode? Rewrite(JsonNode? node)
    {
        Children(node);
        if (node is not JsonObject item) return node;
        if (item["select_list"] is JsonArray columns) Name(columns);
        if (Text(item, "type") == "BASE_TABLE") Table(item);
        else if (Text(item, "type") == "TABLE_FUNCTION") return TableFunction(item);
        else if (Text(item, "class") == "COLUMN_REF") return Column(item);
        else if (Text(item, "class") == "CAST") return Cast(item);
        else if (Text(item, "class") == "SUBQUERY") return Any(item);
        else if (item.ContainsKey("function_name")) return Function(item);
        return node;
    }

    private static void Children(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject item:
                foreach (var (name, child) in item.ToList())
                {
                    if (child is null) continue;
                    var rewritten = Rewrite(child);
                    if (ReferenceEquals(rewritten, child)) continue;
                    item[name] = rewritten;
                }
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    var rewritten = Rewrite(items[i]);
                    if (!ReferenceEquals(rewritten, items[i])) items[i] = rewritten;
                }
                break;
        }
    }

    // Columns are called as PostgreSQL calls them: after the function, or what is cast.
    private static void Name(JsonArray columns)
    {
        foreach (var column in columns.OfType<JsonObject>())
        {
            if (Text(column, "alias").Length == 0 && NameOf(column) is { } name) column["alias"] = name;
        }
    }

    private static string? NameOf(JsonObject? column) => Text(column, "class") switch
    {
        "FUNCTION" when column!["is_operator"]?.GetValue<bool>() != true => Text(column, "function_name").Replace(CatalogDefinitions.FunctionPrefix, "", StringComparison.Ordinal),
        "CAST" => NameOf(column!["child"] as JsonObject),
        "COLUMN_REF" => (column!["column_names"] as JsonArray)?[^1]?.GetValue<string>(),
        "CASE" => "case",
        "CONSTANT" => "?column?",
        _ => null,
    };

    private static void Table(JsonObject table)
    {
        var name = Text(table, "table_name");
        if (Text(table, "schema_name").Equals("information_schema", StringComparison.OrdinalIgnoreCase))
        {
            if (Text(table, "alias").Length == 0) table["alias"] = name;
            table["table_name"] = CatalogDefinitions.InformationSchema + name.ToLowerInvariant();
        }
        if (Text(table, "schema_name").ToUpperInvariant() is "INFORMATION_SCHEMA" or "PG_CATALOG" or "PUBLIC") (table["schema_name"], table["catalog_name"]) = ("", "");
    }

    // pg_get_keywords() and the like: what they answer is a table here.
    private static JsonObject TableFunction(JsonObject call)
    {
        if (call["function"] is not JsonObject function) return call;
        var table = Text(function, "function_name").Replace(CatalogDefinitions.FunctionPrefix, "", StringComparison.Ordinal) switch
        {
            "pg_get_keywords" => "pg_keywords",
            "pg_timezone_names" => "pg_timezone_names",
            "pg_get_publication_tables" => "pg_publication_tables",
            "pg_options_to_table" => "pg_available_extensions",
            _ => null,
        };
        // generate_series(1, 3) s: s is also the column.
        if (table is null && Text(call, "alias").Length > 0 && call["column_name_alias"] is JsonArray { Count: 0 } && Text(function, "function_name") is "generate_series" or "unnest" or "range" or "string_to_array" or "catalog_current_schemas")
            call["column_name_alias"] = new JsonArray(Text(call, "alias"));
        // Of a function that answers one value, a table with that row.
        if (Text(function, "function_name") is "string_to_array" or "catalog_current_schemas") call["function"] = SyntaxNodes.Call("unnest", [SyntaxNodes.Call("list_value", [function.DeepClone()])]);
        if (table is null) return call;
        return new()
        {
            ["type"] = "BASE_TABLE", ["alias"] = Text(call, "alias"), ["sample"] = null, ["query_location"] = 0, ["schema_name"] = "", ["table_name"] = table,
            ["column_name_alias"] = call["column_name_alias"]?.DeepClone() ?? new JsonArray(), ["catalog_name"] = "", ["at_clause"] = null,
        };
    }

    private static JsonObject Column(JsonObject column)
    {
        var names = column["column_names"] as JsonArray ?? [];
        if (names.Count > 2 && names[0]?.GetValue<string>().ToUpperInvariant() is "PG_CATALOG" or "INFORMATION_SCHEMA") names.RemoveAt(0);
        // Of PostgreSQL's keywords that are functions, DuckDB takes some for columns.
        return names.Count == 1 && names[0]?.GetValue<string>().ToUpperInvariant() is "SESSION_USER" or "CURRENT_USER" or "CURRENT_ROLE" or "USER" or "CURRENT_CATALOG" or "CURRENT_SCHEMA"
            ? Macro(names[0]!.GetValue<string>().ToLowerInvariant(), null, column)
            : column;
    }

    private static JsonObject Function(JsonObject function)
    {
        var name = Text(function, "function_name");
        if (Text(function, "schema").ToUpperInvariant() is "PG_CATALOG" or "INFORMATION_SCHEMA") function["schema"] = "";
        if (name.Equals("format", StringComparison.OrdinalIgnoreCase)) return FormatCall.Apply(function);
        if (Renamed.TryGetValue(name, out var other)) function["function_name"] = other;
        else if (Operators.TryGetValue(name, out var macro)) (function["function_name"], function["is_operator"]) = (CatalogDefinitions.FunctionPrefix + macro, false);
        else if (CatalogDefinitions.Functions.ContainsKey(name.ToLowerInvariant())) function["function_name"] = CatalogDefinitions.FunctionPrefix + name.ToLowerInvariant();
        return function;
    }

    // {"class":"CAST","child":{...},"cast_type":{"id":"UNBOUND","type_info":{"name":"regclass",...}}}
    private static JsonObject Cast(JsonObject cast)
    {
        if (cast["cast_type"] is not JsonObject type) return cast;
        PlainType(type);
        if (Text(type, "id") == "LIST" && cast["child"] is JsonObject { } constant && constant["value"] is JsonObject value && Text(value, "value").StartsWith('{')) value["value"] = PgArray.ToDuckDb(Text(value, "value"));
        // x::regclass::oid: what is cast again, to a number, was not to be a name.
        if (IsNumber(type) && cast["child"] is JsonObject call && Text(call, "function_name") is var lookup && lookup.StartsWith(Lookup, StringComparison.Ordinal) && lookup.EndsWith("_name", StringComparison.Ordinal))
            call["function_name"] = $"{lookup[..^"_name".Length]}_oid";
        if (Text(type, "id") != "UNBOUND") return cast;
        var name = Text(type["type_info"] as JsonObject, "name").ToLowerInvariant();
        if (!name.StartsWith("reg", StringComparison.Ordinal)) return cast;
        var child = cast["child"]!.DeepClone();
        var isName = Text(child as JsonObject, "class") is "CONSTANT" or "PARAMETER" || (Text(child as JsonObject, "class") == "CAST" && Text(child!["child"] as JsonObject, "class") is "CONSTANT" or "PARAMETER");
        return Macro(name is "regclass" or "regtype" or "regnamespace" ? $"{name}_{(isName ? "oid" : "name")}" : "regother", child, cast);
    }

    // a = ANY(list) is a subquery to DuckDB, SELECT unnest(list), which it does not take in the condition of an outer join.
    private static JsonObject Any(JsonObject subquery)
    {
        if (Text(subquery, "subquery_type") != "ANY" || Text(subquery, "comparison_type") != "COMPARE_EQUAL") return subquery;
        var node = subquery["subquery"]?["node"] as JsonObject;
        if (Text(node?["from_table"] as JsonObject, "type") != "EMPTY" || node!["select_list"] is not JsonArray { Count: 1 } list || list[0] is not JsonObject unnest) return subquery;
        if (Text(unnest, "function_name") != "unnest" || unnest["children"] is not JsonArray { Count: 1 } of || subquery["child"] is not { } item) return subquery;
        var call = Macro("is_in_list", of[0]!.DeepClone(), subquery);
        (call["children"] as JsonArray)!.Add(item.DeepClone());
        return call;
    }

    private static bool IsNumber(JsonObject type) => Text(type, "id") is "BIGINT" or "INTEGER" || Text(type["type_info"] as JsonObject, "name") == CatalogText.OidType;

    private static void PlainType(JsonObject type)
    {
        if (Text(type, "id") == "LIST" && type["type_info"]?["child_type"] is JsonObject element) PlainType(element);
        var name = Text(type["type_info"] as JsonObject, "name").ToLowerInvariant();
        if (Text(type, "id") != "UNBOUND" || !TextTypes.Contains(name)) return;
        type["id"] = "VARCHAR";
        type["type_info"] = null;
    }

    private static JsonObject Macro(string function, JsonNode? argument, JsonObject of) =>
        SyntaxNodes.Call(CatalogDefinitions.FunctionPrefix + function, argument is null ? [] : [argument], Text(of, "alias"));
}
