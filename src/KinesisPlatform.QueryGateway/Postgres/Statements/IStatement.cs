using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>A parsed statement. It may be run many times.</summary>
internal interface IStatement
{
    /// <summary>How many parameters it takes; types that the client did not give are found.</summary>
    Task<IReadOnlyList<PgType>> ResolveParametersAsync(CancellationToken cancellationToken);

    /// <summary>Its columns, without running it; null when it answers no rows.</summary>
    Task<IReadOnlyList<PgColumn>?> DescribeAsync(CancellationToken cancellationToken);

    Task<StatementResult> ExecuteAsync(IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken);
}
