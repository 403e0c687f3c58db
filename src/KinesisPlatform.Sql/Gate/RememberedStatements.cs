using Microsoft.Extensions.Caching.Memory;

namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// The statements that passed lately, so that what a dashboard or a driver asks again and again is not parsed each time: whether a text passes, and what it uses, depends on the text alone.
/// Safe for concurrent callers.
/// </summary>
internal sealed class RememberedStatements : IDisposable
{
    // What is kept of a statement is some dozen times as large.
    private const int CharsMax = 256 << 10;
    private const int StatementCharsMax = 8 << 10;

    private readonly MemoryCache _statements = new(new MemoryCacheOptions { SizeLimit = CharsMax });

    /// <param name="tenant">How long an answer takes must not tell of others' texts.</param>
    /// <param name="check">Throws where the text does not pass.</param>
    public async Task<CheckedStatement> GetAsync(string sql, string tenant, Func<Task<CheckedStatement>> check)
    {
        if (_statements.TryGetValue((tenant, sql), out CheckedStatement? known)) return known!;
        var statement = await check();
        if (sql.Length <= StatementCharsMax) _statements.Set((tenant, sql), statement, new MemoryCacheEntryOptions { Size = sql.Length });
        return statement;
    }

    public void Dispose() => _statements.Dispose();
}
