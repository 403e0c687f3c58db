using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>A statement with its parameters, perhaps run in part. What runs is stopped when the portal is disposed, or the connection ends.</summary>
internal sealed class Portal(PreparedStatement statement, IReadOnlyList<Parameter> parameters, IReadOnlyList<short> formats, CancellationToken connectionClosed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancellation = CancellationTokenSource.CreateLinkedTokenSource(connectionClosed);
    private StatementResult? _result;

    public PreparedStatement Statement { get; } = statement;

    public bool IsDone { get; set; }

    public long RowCount { get; set; }

    public CancellationToken Cancelled => _cancellation.Token;

    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException) { /* It has just ended. */ }
    }

    public async Task<StatementResult> StartAsync() => _result ??= await Statement.Statement!.ExecuteAsync(parameters, _cancellation.Token);

    /// <summary>0 for text, 1 for binary; one format given is that of all columns.</summary>
    public short Format(int column) => formats.Count switch { 0 => 0, 1 => formats[0], _ => column < formats.Count ? formats[column] : (short)0 };

    public async ValueTask DisposeAsync()
    {
        IsDone = true;
        if (_result is not null) await _result.DisposeAsync();
        _result = null;
        _cancellation.Dispose();
    }
}
