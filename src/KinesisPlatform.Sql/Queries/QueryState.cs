namespace KinesisPlatform.Sql.Queries;

/// <summary>How far a query is. The last three are final.</summary>
public enum QueryState
{
    /// <summary>Being checked, or waiting for a worker or, at an external engine, for its turn.</summary>
    Queued,
    /// <summary>Takes its snapshots and fetches what of their files is not in the local cache; for an external engine, the archive takes in what is to be seen.</summary>
    Fetching,
    /// <summary>Its worker computes, or its reader reads.</summary>
    Running,
    Finished,
    /// <summary>Refused, broken or out of time; <see cref="QueryInfo.Error"/> says why.</summary>
    Failed,
    /// <summary>By a request to cancel it, or because its client went away.</summary>
    Cancelled,
}
