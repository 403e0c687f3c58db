using System.Globalization;
using System.Text;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>Evaluates constants by DuckDB itself, in an instance that can reach nothing. Safe for concurrent callers.</summary>
internal sealed class ConstantFolder : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lazy<(DuckDbDatabase Database, DuckDbConnection Connection)> _duckDb = new(Open);

    /// <summary>The types of expressions, in DuckDB's names; null when one of them is not valid.</summary>
    public IReadOnlyList<string>? Types(IReadOnlyList<ConstantExpression> expressions, DateTimeOffset now, IReadOnlyList<object?> parameters) =>
        Select(expressions.Select(expression => $"typeof({expression.Sql})"), now, parameters)?.Select(type => (string)type!).ToList();

    /// <summary>The values of expressions, null where there is none.</summary>
    /// <param name="expressions">With places as <see cref="ConstantExpression.Sql"/> has them.</param>
    public IReadOnlyList<object?>? Values(IEnumerable<string> expressions, DateTimeOffset now, IReadOnlyList<object?> parameters) =>
        Select(expressions.Select(expression => $"TRY({expression})"), now, parameters);

    public void Dispose()
    {
        if (!_duckDb.IsValueCreated) return;
        _duckDb.Value.Connection.Dispose();
        _duckDb.Value.Database.Dispose();
    }

    private List<object?>? Select(IEnumerable<string> expressions, DateTimeOffset now, IReadOnlyList<object?> parameters)
    {
        var used = new List<object?>();
        var sql = $"SELECT {string.Join(", ", expressions.Select(expression => Render(expression, now, parameters, used)))}";
        lock (_gate)
        {
            try
            {
                using var result = _duckDb.Value.Connection.Query(sql, used);
                if (!result.ReadChunk()) return null;
                return [.. Enumerable.Range(0, result.Columns.Count).Select(column => result.GetValue(column, 0))];
            }
            catch (Exception exception) when (exception is DuckDbException or ArgumentException or NotSupportedException or OverflowException)
            {
                // The worker will say what is wrong with it.
                return null;
            }
        }
    }

    private static string Render(string expression, DateTimeOffset now, IReadOnlyList<object?> parameters, List<object?> used)
    {
        var sql = new StringBuilder();
        for (var i = 0; i < expression.Length; i++)
        {
            var character = expression[i];
            if (character is not ('{' or '}'))
            {
                sql.Append(character);
                continue;
            }
            if (i + 1 < expression.Length && expression[i + 1] == character)
            {
                sql.Append(character);
                i++;
                continue;
            }
            var end = expression.IndexOf('}', i);
            var place = expression[(i + 1)..end];
            i = end;
            if (place == "now")
            {
                sql.Append(CultureInfo.InvariantCulture, $"CAST('{now:yyyy-MM-dd HH:mm:ss.ffffff}+00' AS TIMESTAMP WITH TIME ZONE)");
                continue;
            }
            var index = int.Parse(place.AsSpan(1), CultureInfo.InvariantCulture);
            // Too few parameters are an error of the statement.
            used.Add(index <= parameters.Count ? parameters[index - 1] : null);
            sql.Append(CultureInfo.InvariantCulture, $"${used.Count}");
        }
        return sql.ToString();
    }

    private static (DuckDbDatabase Database, DuckDbConnection Connection) Open()
    {
        var database = DuckDbDatabase.OpenInMemory();
        var connection = database.Connect();
        connection.Execute("SET threads = 1; SET memory_limit = '64MB'; SET max_expression_depth = 250; SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false");
        connection.Execute("SET autoload_known_extensions = false; SET enable_external_access = false; SET lock_configuration = true");
        return (database, connection);
    }
}
