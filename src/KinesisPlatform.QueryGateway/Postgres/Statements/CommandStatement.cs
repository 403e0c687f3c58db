using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>A statement about the session itself.</summary>
/// <param name="columns">Null when it answers no rows.</param>
internal sealed class CommandStatement(Func<StatementResult> run, IReadOnlyList<PgColumn>? columns = null) : IStatement
{
    public Task<IReadOnlyList<PgType>> ResolveParametersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PgType>>([]);

    public Task<IReadOnlyList<PgColumn>?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult(columns);

    public Task<StatementResult> ExecuteAsync(IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken) => Task.FromResult(run());
}
