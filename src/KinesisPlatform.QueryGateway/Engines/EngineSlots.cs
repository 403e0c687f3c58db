namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>Bounds how many queries are at an engine at once, of all and of each key. Safe for concurrent callers.</summary>
internal sealed class EngineSlots(string engine, EngineOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byKey = [];
    private int _count;

    /// <param name="key">Empty without keys: whoever comes is one caller then.</param>
    /// <returns>To be disposed of when the query has ended.</returns>
    /// <exception cref="PlatformException">Unavailable: as many run as may.</exception>
    public IDisposable Enter(string key)
    {
        lock (_gate)
        {
            var own = _byKey.GetValueOrDefault(key);
            if (_count >= options.QueriesMax || (own >= options.QueriesPerKeyMax && key.Length > 0))
                throw new PlatformException(FailureKind.Unavailable, $"As many queries as may are at {engine} already ({own} of this caller's {options.QueriesPerKeyMax}, {_count} of all {options.QueriesMax}). Try again when one has ended.");
            _byKey[key] = own + 1;
            _count++;
        }
        return new Slot(() => Leave(key));
    }

    private void Leave(string key)
    {
        lock (_gate)
        {
            _count--;
            if (--_byKey[key] == 0) _byKey.Remove(key);
        }
    }

    private sealed class Slot(Action leave) : IDisposable
    {
        private int _isLeft;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isLeft, 1) == 0) leave();
        }
    }
}
