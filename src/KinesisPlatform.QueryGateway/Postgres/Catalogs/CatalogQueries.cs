using System.Text.RegularExpressions;
using KinesisPlatform.QueryGateway.Postgres.Connections;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.QueryGateway.Postgres.Syntax;
using KinesisPlatform.QueryGateway.Postgres.Types;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Isolated;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>
/// Makes queries of PostgreSQL's catalog ones that a worker can answer: only the tables and functions that a query names are made there, of the streams that its session may read.
/// </summary>
internal sealed partial class CatalogQueries(IIsolatedQueries queries, IStreamTables tables)
{
    private const int DescribedAtOnce = 8;

    public const string OidType = "pg_oid";

    private const string Types = $"CREATE TYPE {OidType} AS UINTEGER; CREATE TYPE {CatalogText.OidType} AS UINTEGER; CREATE TYPE pg_name AS VARCHAR; CREATE TYPE pg_char AS VARCHAR; CREATE TYPE pg_varchar AS VARCHAR";

    private static readonly string[] Described = ["pg_attribute", "pg_class", "information_schema_columns"];

    public IIsolatedQueries Queries => queries;

    public async Task<IsolatedQuery> PrepareAsync(string sql, Session session, CancellationToken cancellationToken)
    {
        var (used, functions) = Used(sql);
        var rows = new CatalogRows(session, await StreamsAsync(session, used.Overlaps(Described), cancellationToken));
        var setup = new List<string> { Types };
        foreach (var table in used)
        {
            setup.Add(table switch
            {
                "catalog_relations" => "CREATE TABLE catalog_relations (oid pg_oid, relname pg_name)",
                "catalog_type_names" => "CREATE TABLE catalog_type_names (oid pg_oid, typname pg_name, sqlname VARCHAR)",
                _ => CatalogDefinitions.Create(table),
            });
            if (rows.Insert(table) is { } insert) setup.Add(insert);
        }
        foreach (var function in functions)
        {
            // All at once: one value's text may look like another's place.
            var body = Places().Replace(CatalogDefinitions.Functions[function], place => place.Value switch
            {
                "{user}" => CatalogRows.Literal(session.User),
                "{database}" => CatalogRows.Literal(session.Database),
                "{version}" => CatalogRows.Literal($"PostgreSQL {SessionSettings.ServerVersion}"),
                _ => rows.SettingsMap,
            });
            setup.Add($"CREATE MACRO {CatalogDefinitions.FunctionPrefix}{function}{body}");
        }
        return new(CatalogText.Of(sql))
        {
            Access = session.Access,
            Client = QueryClient.Postgres,
            Translate = CatalogTranslation.Apply,
            Setup = [string.Join(";\n", setup)],
            Tables = CatalogDefinitions.TableNames,
            Functions = CatalogDefinitions.FunctionNames,
            Timeout = session.Settings.StatementTimeout,
        };
    }

    private static PgColumn Column(QueryColumn column)
    {
        var (type, modifier) = TypeMap.Of(column.Type);
        return new(column.Name, type, modifier);
    }

    /// <summary>The tables and functions that a text's words name, and those that these use, in the order in which they can be made.</summary>
    private static (HashSet<string> Tables, List<string> Functions) Used(string sql)
    {
        var tables = new HashSet<string>(StringComparer.Ordinal);
        var functions = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var token in SqlLexer.Read(sql)) Add(token.Value.ToLowerInvariant());
        return (tables, functions);

        void Add(string word)
        {
            foreach (var name in Names(word))
            {
                if (!seen.Add(name)) continue;
                if (CatalogDefinitions.Tables.ContainsKey(name) || name is "catalog_relations" or "catalog_type_names") tables.Add(name);
                if (!CatalogDefinitions.Functions.ContainsKey(name)) continue;
                foreach (var other in CatalogDefinitions.UsedBy(name)) Add(other);
                functions.Add(name);
            }
        }
    }

    private static IEnumerable<string> Names(string word) => word switch
    {
        "~*" => ["imatch"],
        "!~*" => ["not_imatch"],
        "format" => ["quote_ident", "quote_literal"],
        "like" or "~~" or "!~~" => ["pattern_like", "pattern_not_like"],
        "ilike" or "~~*" or "!~~*" => ["pattern_ilike", "pattern_not_ilike"],
        "any" or "some" or "all" => ["is_in_list"],
        "regclass" or "regtype" or "regnamespace" => [$"{word}_oid", $"{word}_name"],
        "pg_get_keywords" => ["pg_keywords"],
        "pg_get_publication_tables" => ["pg_publication_tables"],
        "pg_options_to_table" => ["pg_available_extensions"],
        _ when word.StartsWith("reg", StringComparison.Ordinal) => ["regother"],
        _ when word.StartsWith(CatalogDefinitions.FunctionPrefix, StringComparison.Ordinal) => [word, word[CatalogDefinitions.FunctionPrefix.Length..]],
        _ => [word, CatalogDefinitions.InformationSchema + word],
    };

    [GeneratedRegex(@"\{(user|database|version|settings)\}")]
    private static partial Regex Places();

    private async Task<IReadOnlyList<CatalogStream>> StreamsAsync(Session session, bool withColumns, CancellationToken cancellationToken)
    {
        var names = (await tables.ListAsync(cancellationToken)).Where(session.Access.MayRead).ToList();
        var numbers = CatalogStream.Number(names.Select(name => name.Value));
        if (!withColumns) return [.. names.Select(name => Stream(name, []))];

        var columns = new IReadOnlyList<PgColumn>[names.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, names.Count), new ParallelOptions { MaxDegreeOfParallelism = DescribedAtOnce, CancellationToken = cancellationToken }, async (i, token) =>
            columns[i] = [.. (await tables.ListColumnsAsync(names[i], token)).Select(Column)]);
        return [.. names.Select((name, i) => Stream(name, columns[i]))];

        CatalogStream Stream(StreamName name, IReadOnlyList<PgColumn> of) => new(name.Value, numbers[name.Value], of, session.Access.RuleFor(name).IsOpen);
    }
}
