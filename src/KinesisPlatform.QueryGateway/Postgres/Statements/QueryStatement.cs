using System.Globalization;
using System.Text.RegularExpressions;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Syntax;
using KinesisPlatform.QueryGateway.Postgres.Types;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>
/// A SELECT. Each <c>$n</c> is cast to its type in the statement's text, so that a statement means the same before and after its parameters have values.
/// A type that the client did not give is the one that the statement gives it, or text, as with PostgreSQL.
/// </summary>
/// <param name="declared">The parameters' types as the client gave them; 0 where it did not.</param>
internal sealed partial class QueryStatement(SqlStatementText text, ISqlTarget target, IReadOnlyList<uint> declared) : IStatement
{
    private IReadOnlyList<PgType>? _parameters;
    private IReadOnlyList<PgColumn>? _columns;

    public async Task<IReadOnlyList<PgType>> ResolveParametersAsync(CancellationToken cancellationToken)
    {
        if (_parameters is not null) return _parameters;
        var types = Declared();
        if (Array.TrueForAll(types, type => type is not null)) return _parameters = types!;

        var shape = await DescribeAsync(Cast(types.Select(type => type is null ? null : Probe(type))), cancellationToken);
        for (var i = 0; i < types.Length; i++)
        {
            types[i] ??= i < shape.ParameterTypes.Count && shape.ParameterTypes[i] is { } name ? target.TypeOf(name).Type : PgType.Text;
        }
        if (shape.Columns is not null) _columns = Columns(shape.Columns, types!);
        return _parameters = types!;
    }

    public async Task<IReadOnlyList<PgColumn>?> DescribeAsync(CancellationToken cancellationToken)
    {
        var types = await ResolveParametersAsync(cancellationToken);
        if (_columns is not null) return _columns;
        var shape = await DescribeAsync(Cast(types.Select(Probe)), cancellationToken);
        return _columns = Columns(shape.Columns ?? throw new PostgresException(SqlState.IndeterminateDatatype, "could not determine the result's types"), types);
    }

    public async Task<StatementResult> ExecuteAsync(IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken)
    {
        // A cursor's or a COPY's query has no values to be given.
        if (parameters.Count < Declared().Length) throw new PostgresException(SqlState.UndefinedParameter, $"there is no parameter ${parameters.Count + 1}") { Offset = text.Start };
        var sql = Cast(parameters.Select(parameter => parameter.DuckDbType));
        try
        {
            var result = await target.ExecuteAsync(sql.Text, [.. parameters.Select(parameter => parameter.Value)], cancellationToken);
            var columns = result.Columns.Select(Column).ToList();
            return new(columns, Located(result.Batches, sql), rows => string.Create(CultureInfo.InvariantCulture, $"SELECT {rows}"), result);
        }
        catch (Exception exception) when (exception.InnerException is SqlStatementException)
        {
            throw Locate(exception, sql);
        }
    }

    private async Task<QueryShape> DescribeAsync(EditedSql sql, CancellationToken cancellationToken)
    {
        try
        {
            return await target.DescribeAsync(sql.Text, cancellationToken);
        }
        catch (Exception exception) when (exception.InnerException is SqlStatementException)
        {
            throw Locate(exception, sql);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<object?[]>> Located(IAsyncEnumerable<IReadOnlyList<object?[]>> batches, EditedSql sql)
    {
        await using var rows = batches.GetAsyncEnumerator();
        while (true)
        {
            try
            {
                if (!await rows.MoveNextAsync()) yield break;
            }
            catch (Exception exception) when (exception.InnerException is SqlStatementException)
            {
                throw Locate(exception, sql);
            }
            yield return rows.Current;
        }
    }

    private PostgresException Locate(Exception exception, EditedSql sql) =>
        Faults.Of(exception, place => text.Start + Math.Min(sql.OffsetAt(place.Line, place.Column), text.Sql.Length));

    private PgType?[] Declared()
    {
        var count = 0;
        foreach (var token in text.Tokens.Where(token => token.Kind == SqlTokenKind.Parameter))
        {
            if (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) || number is < 1 or > ushort.MaxValue)
                throw new PostgresException(SqlState.UndefinedParameter, $"there is no parameter ${token.Value}") { Offset = text.Start + token.Start };
            count = Math.Max(count, number);
        }
        var types = new PgType?[Math.Max(count, declared.Count)];
        for (var i = 0; i < declared.Count; i++)
        {
            if (declared[i] is 0 or PgType.Unknown) continue;
            types[i] = PgType.Find(declared[i]) ?? throw new PostgresException(SqlState.UndefinedObject, $"type with OID {declared[i]} is not known; pass the parameter as text");
        }
        for (var i = 0; i < types.Length; i++)
        {
            var name = (i + 1).ToString(CultureInfo.InvariantCulture);
            if (!text.Tokens.Any(token => token.Kind == SqlTokenKind.Parameter && token.Value == name))
                throw new PostgresException(SqlState.IndeterminateDatatype, $"could not determine data type of parameter ${name}: the statement does not use it");
        }
        return types;
    }

    private EditedSql Cast(IEnumerable<string?> types)
    {
        var casts = types.ToList();
        return new(text.Sql, text.Tokens.Where(token => token.Kind == SqlTokenKind.Parameter).Select(token => (token, type: casts[int.Parse(token.Value, CultureInfo.InvariantCulture) - 1]))
            .Where(cast => cast.type is not null).Select(cast => (cast.token.Start, cast.token.End, $"CAST(${cast.token.Value} AS {cast.type})")));
    }

    private static string Probe(PgType type) => type.Kind == PgKind.Numeric ? "DECIMAL(38,9)" : type.DuckDb;

    // What is computed from a numeric parameter has a scale that its value decides.
    private List<PgColumn> Columns(IReadOnlyList<QueryColumn> columns, IReadOnlyList<PgType> parameters) =>
        [.. columns.Select(Column).Select(column => parameters.Contains(PgType.Numeric) ? column with { Modifier = -1 } : column)];

    // Columns without a name have their expression for one, in which the casts are nobody's business: CAST($1 AS DECIMAL(18, 2)) is $1.
    private PgColumn Column(QueryColumn column)
    {
        var (type, modifier) = target.TypeOf(column.Type);
        return new(column.Name.Contains("CAST($", StringComparison.Ordinal) ? Casts().Replace(column.Name, "$1") : column.Name, type, modifier);
    }

    [GeneratedRegex("""CAST\((\$[0-9]+) AS (?:"[^"]*"|[A-Z0-9_ ]+)(?:\([0-9, ]+\))?(?:\[\])?\)""")]
    private static partial Regex Casts();
}
