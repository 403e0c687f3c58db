using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>The connections there are, by which another connection can stop what one runs. Safe for concurrent callers.</summary>
internal sealed class BackendRegistry
{
    private readonly ConcurrentDictionary<int, (byte[] Secret, Session Session)> _sessions = new();
    private int _lastId;

    /// <returns>What the client needs to cancel.</returns>
    public (int ProcessId, int Secret) Add(Session session)
    {
        var secret = RandomNumberGenerator.GetBytes(sizeof(int));
        while (true)
        {
            var id = Interlocked.Increment(ref _lastId) & int.MaxValue;
            if (_sessions.TryAdd(id, (secret, session))) return (id, BitConverter.ToInt32(secret));
        }
    }

    public void Remove(int processId) => _sessions.TryRemove(processId, out _);

    /// <summary>Says nothing about whether there was anything to cancel, as the protocol wants.</summary>
    public void Cancel(int processId, int secret)
    {
        if (_sessions.TryGetValue(processId, out var session) && CryptographicOperations.FixedTimeEquals(session.Secret, BitConverter.GetBytes(secret))) session.Session.Cancel();
    }
}
