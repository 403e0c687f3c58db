namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>Writes one result to a response's body. The caller flushes.</summary>
internal interface IResultWriter : IDisposable
{
    void Begin();

    void Write(IReadOnlyList<object?[]> rows);

    void End(ResultEnd end);

    /// <summary>Ends a result that broke off, where the format has a place to say so.</summary>
    void Fail(string reason);
}
