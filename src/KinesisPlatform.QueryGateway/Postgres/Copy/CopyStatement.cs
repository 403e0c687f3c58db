using System.Globalization;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Copy;

/// <summary>A query whose rows go out as COPY writes them. To the protocol it answers no rows.</summary>
internal sealed class CopyStatement(IStatement query, CopyOptions options) : IStatement
{
    public Task<IReadOnlyList<PgType>> ResolveParametersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PgType>>([]);

    public Task<IReadOnlyList<PgColumn>?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PgColumn>?>(null);

    public async Task<StatementResult> ExecuteAsync(IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken)
    {
        var result = await query.ExecuteAsync(parameters, cancellationToken);
        return new(null, result.ReadAsync(long.MaxValue), rows => string.Create(CultureInfo.InvariantCulture, $"COPY {rows}"), result, new CopyWriter(result.Columns ?? [], options));
    }
}
