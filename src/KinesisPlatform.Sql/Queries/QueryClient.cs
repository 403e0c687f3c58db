namespace KinesisPlatform.Sql.Queries;

/// <summary>The way a query came in.</summary>
public enum QueryClient
{
    /// <summary>From this process itself.</summary>
    Internal,
    Http,
    Postgres,
}
