namespace KinesisPlatform.Sql.Gate;

/// <summary>Which functions a statement may call. Table functions: only those listed here. Others: DuckDB's own, but for those that reach beyond the query.</summary>
internal sealed class FunctionPolicy(IEnumerable<string> builtIn)
{
    private static readonly HashSet<string> TableFunctions = new(StringComparer.OrdinalIgnoreCase) { "unnest", "range", "generate_series", "json_each", "json_tree" };

    private static readonly HashSet<string> Denied = new(StringComparer.OrdinalIgnoreCase)
    {
        // Settings, variables, catalog and session of the worker.
        "current_setting", "getvariable", "current_query", "current_query_id", "current_connection_id", "current_transaction_id", "txid_current", "in_search_path",
        "currval", "nextval", "setseed", "write_log", "parse_duckdb_log_message", "get_block_size", "getenv", "query", "query_table",
        // SQL as data: a second way in, past this gate.
        "json_serialize_sql", "json_deserialize_sql", "json_serialize_plan", "json_execute_serialized_sql",
        // Only waste time.
        "sleep_ms", "pg_sleep",
        // DuckDB's internals.
        "vector_type", "stats", "create_sort_key", "constant_or_null", "variant_bytes_to_variant",
    };

    private static readonly string[] DeniedPrefixes = ["__internal", "pg_", "has_", "inet_", "read_", "icu_collate_", "duckdb_", "pragma_", "parquet_"];

    /// <summary>Called by the parser's own rewriting of SQL's syntax, or too harmless and useful to fall to a prefix.</summary>
    private static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase) { "pg_typeof", "pg_size_pretty" };

    private readonly HashSet<string> _builtIn = new(builtIn, StringComparer.OrdinalIgnoreCase);

    /// <summary>The same, and functions that the service itself makes in the worker.</summary>
    public FunctionPolicy With(IEnumerable<string> functions) => new(_builtIn) { Own = functions.ToHashSet(StringComparer.OrdinalIgnoreCase) };

    private HashSet<string> Own { get; init; } = [];

    public static bool AllowsTableFunction(string name) => TableFunctions.Contains(name);

    public bool IsKnown(string name) => _builtIn.Contains(name) || TableFunctions.Contains(name);

    public bool Allows(string name) =>
        Own.Contains(name) || Allowed.Contains(name) || TableFunctions.Contains(name)
        || (_builtIn.Contains(name) && !Denied.Contains(name) && !DeniedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
}
