using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;
using KinesisPlatform.Sql.Rules;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Gate;

/// <summary>Decides whether a statement may run at all, before anything is read for it: one SELECT, over tables by their plain names, with harmless functions.</summary>
internal sealed class SqlGate : IDisposable
{
    // Texts of the service's own, and conditions of replays.
    private const string Service = "";

    private static readonly JsonSerializerOptions TreeOptions = new() { MaxDepth = SqlParser.TreeDepthMax };

    // What DuckDB's scanner takes for a run of n grows with its cube (0.6 s for 1,000), and nothing stops it.
    private const int OperatorRunMax = 100;

    private static readonly SearchValues<char> OperatorChars = SearchValues.Create("~!@#^&|`?+-*/%<>=:");

    private readonly SqlOptions _options;
    private readonly SqlParser _parser;
    private readonly RememberedStatements _remembered = new();

    public SqlGate(IOptions<SqlOptions> options)
    {
        _options = options.Value;
        _parser = new(_options.QueueMax + _options.WorkersMax);
    }

    /// <param name="tenant">Whose text it is.</param>
    /// <exception cref="PlatformException">Invalid, with the position. Unavailable: too many wait already.</exception>
    public Task<CheckedStatement> CheckAsync(string sql, string tenant, CancellationToken cancellationToken)
    {
        Validate(sql);
        return _remembered.GetAsync(sql, tenant, () => CheckNewAsync(sql, tenant, cancellationToken));
    }

    private async Task<CheckedStatement> CheckNewAsync(string sql, string tenant, CancellationToken cancellationToken)
    {
        var form = StatementForm.Of(sql);
        var statement = await CheckAsync(form.Sql, tenant, cancellationToken);
        if (form.Explain is not { } explain) return statement;
        if (statement.IsDynamicPivot) throw DynamicPivot.Refusal("EXPLAIN");
        return statement with { Sql = SqlText.Edited(statement.Sql, [new(0, 0, explain.Prefix)]), Explain = explain };
    }

    private async Task<CheckedStatement> CheckAsync(SqlText sql, string tenant, CancellationToken cancellationToken)
    {
        try
        {
            return await CheckSelectAsync(sql, tenant, cancellationToken);
        }
        catch (PlatformException exception) when (IsOtherStatement(exception) && DynamicPivot.WithValues(sql) is not null)
        {
            var pivot = DynamicPivot.WithValues(sql)!;
            var statement = await CheckSelectAsync(pivot, tenant, cancellationToken);
            return statement with { Sql = DynamicPivot.WithoutValues(statement.Sql), IsDynamicPivot = true };
        }
    }

    private async Task<CheckedStatement> CheckSelectAsync(SqlText sql, string tenant, CancellationToken cancellationToken)
    {
        var (statement, calls) = await _parser.ParseAsync(sql, tenant, (tree, policy) => Check(sql, tree, policy, null), cancellationToken);
        if (calls.Count == 0) return statement;

        var edited = SqlText.Edited(sql, [.. calls.Select(call => call.Edit)]);
        var views = calls.Select(call => call.Relation).DistinctBy(relation => relation.ViewName, StringComparer.OrdinalIgnoreCase).ToDictionary(relation => relation.ViewName, StringComparer.OrdinalIgnoreCase);
        // What runs is what was checked: the edited text as a whole.
        (statement, calls) = await _parser.ParseAsync(edited, tenant, (tree, policy) => Check(edited, tree, policy, views), cancellationToken);
        if (calls.Count > 0 || !views.Values.All(statement.Relations.Contains)) throw new PlatformException(FailureKind.Invalid, "The statement is not understood: write archive('s') and its like plainly, in FROM.");
        return statement;
    }

    /// <summary>Checks a statement over tables of the service's own, after it was translated.</summary>
    /// <param name="translate">Changes the tree that <c>json_serialize_sql</c> gives.</param>
    /// <returns>The statement as it is to run.</returns>
    /// <exception cref="PlatformException">Invalid, with the position.</exception>
    public Task<string> TranslateAsync(string sql, Action<JsonNode> translate, IReadOnlySet<string> tables, IReadOnlySet<string> functions, CancellationToken cancellationToken)
    {
        Validate(sql);
        return _parser.ParseAsync(new(sql), Service, (tree, policy) =>
        {
            var node = JsonObject.Create(tree)!;
            if (((JsonArray)node["statements"]!).Count != 1) throw new PlatformException(FailureKind.Invalid, "Exactly one SELECT statement is expected.");
            translate(node);
            var text = node.ToJsonString(TreeOptions);
            using var translated = JsonDocument.Parse(text, new() { MaxDepth = SqlParser.TreeDepthMax });
            var syntax = new SyntaxTree(new(sql), policy.With(functions));
            syntax.Walk(translated.RootElement.GetProperty("statements")[0]);
            if (syntax.Calls.Count > 0) throw new PlatformException(FailureKind.Invalid, "archive('s') and its like cannot be used here.");
            if (syntax.Relations.FirstOrDefault(table => !tables.Contains(table.Name)) is { } unknown)
                throw new PlatformException(FailureKind.NotFound, $"There is no table \"{unknown.Name}\" ({unknown.Position}).", new SqlStatementException(DuckDbErrorKind.Catalog, $"relation \"{unknown.Name}\" does not exist", unknown.Position));
            return _parser.Deserialize(text);
        }, cancellationToken);
    }

    /// <summary>Checks a condition that will be put into <c>WHERE (...)</c> over one table.</summary>
    /// <exception cref="PlatformException">Invalid, with the position within <paramref name="where"/>.</exception>
    public Task<CheckedCondition> CheckWhereAsync(string where, CancellationToken cancellationToken) =>
        CheckPartAsync(WhereProbe.Statement(where), where, tree => WhereProbe.Check(tree), cancellationToken);

    /// <summary>Checks an expression that will be computed for records of one table, as <see cref="ExpressionProbe.AsText"/> says.</summary>
    /// <exception cref="PlatformException">Invalid, with the position within <paramref name="expression"/>.</exception>
    public Task<CheckedCondition> CheckExpressionAsync(string expression, CancellationToken cancellationToken) =>
        CheckPartAsync(ExpressionProbe.Statement(expression), expression, ExpressionProbe.Check, cancellationToken);

    private Task<CheckedCondition> CheckPartAsync(SqlText sql, string written, Action<JsonElement> check, CancellationToken cancellationToken)
    {
        Validate(written);
        return _parser.ParseAsync(sql, Service, (tree, policy) =>
        {
            check(tree);
            new SyntaxTree(sql, policy).Walk(tree.GetProperty("statements"));
            return new CheckedCondition(FieldUse.Of(tree.GetProperty("statements")), StatementUse.Of(tree.GetProperty("statements")[0]));
        }, cancellationToken);
    }

    /// <summary>Checks an expression over one record that is not the user's: a row filter or a mask. It must compile now, not when somebody asks.</summary>
    /// <returns>What it uses. The type of the typed column is not known here: an expression that uses it is compiled when it is used.</returns>
    /// <exception cref="PlatformException">Invalid.</exception>
    public Task<CheckedCondition> CheckRuleAsync(string expression, CancellationToken cancellationToken)
    {
        Validate(expression);
        var sql = WhereProbe.Statement(expression);
        return _parser.ParseAsync(sql, Service, (tree, policy) =>
        {
            WhereProbe.Check(tree);
            if (WhereProbe.NamesManyColumns(tree.GetProperty("statements")[0].GetProperty("node").GetProperty("where_clause"))) throw new PlatformException(FailureKind.Invalid, "It must name its columns, without * or COLUMNS(...).");
            new SyntaxTree(sql, policy).Walk(tree.GetProperty("statements"));
            var fields = FieldUse.Of(tree.GetProperty("statements"));
            if (fields.IsNone) _parser.Compile(WhereProbe.Bound(expression, RuleColumns.Types));
            return new CheckedCondition(fields, StatementUse.Of(tree.GetProperty("statements")[0]));
        }, cancellationToken);
    }

    public void Dispose()
    {
        _parser.Dispose();
        _remembered.Dispose();
    }

    private void Validate(string written)
    {
        if (string.IsNullOrWhiteSpace(written)) throw new PlatformException(FailureKind.Invalid, "The SQL text is empty.");
        if (written.Length > _options.SqlCharsMax) throw new PlatformException(FailureKind.Invalid, $"The SQL text has {written.Length} characters; at most {_options.SqlCharsMax} are allowed.");
        if (HasOperatorRun(written)) throw new PlatformException(FailureKind.Invalid, $"The SQL text holds more than {OperatorRunMax} characters of operators in a row. A text with such characters is best passed as a parameter ($1).");
        // DuckDB's C API ends a text at NUL: what is checked would not be what runs.
        if (written.Contains('\0', StringComparison.Ordinal)) throw new PlatformException(FailureKind.Invalid, "The SQL text holds a NUL character.");
    }

    // Wherever they stand: what is a text or a comment is for DuckDB's scanner to say.
    private static bool HasOperatorRun(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(OperatorChars) is var start and >= 0)
        {
            text = text[start..];
            var length = text.IndexOfAnyExcept(OperatorChars) is var end and >= 0 ? end : text.Length;
            if (length > OperatorRunMax) return true;
            text = text[length..];
        }
        return false;
    }

    private static (CheckedStatement Statement, IReadOnlyCollection<(TextEdit Edit, RelationReference Relation)> Calls) Check(
        SqlText sql, JsonElement tree, FunctionPolicy policy, IReadOnlyDictionary<string, RelationReference>? views)
    {
        var statements = tree.GetProperty("statements");
        if (statements.GetArrayLength() != 1)
            throw new PlatformException(FailureKind.Invalid, $"Exactly one SELECT statement is expected; the text holds {statements.GetArrayLength()}.");
        var syntax = new SyntaxTree(sql, policy, views);
        syntax.Walk(statements[0]);
        return (new(sql, syntax.Relations, FieldUse.Of(statements[0]), StatementUse.Of(statements[0])), syntax.Calls);
    }

    // Whatever else is refused has a place in the text.
    private static bool IsOtherStatement(PlatformException exception) => exception.InnerException is SqlStatementException { Kind: DuckDbErrorKind.Permission, Place: null };
}
