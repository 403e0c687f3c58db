namespace KinesisPlatform.LocalAws.Http.Faults;

/// <summary>The faults that are in force, in the order in which they were injected.</summary>
internal sealed class FaultRegistry
{
    public const int CountMax = 1_000;

    private readonly Lock _gate = new();
    private Fault[] _faults = [];
    private int _lastId;

    public IReadOnlyList<Fault> All => Volatile.Read(ref _faults);

    /// <returns>Null: there are <see cref="CountMax"/> already.</returns>
    public Fault? Add(FaultRequest request)
    {
        lock (_gate)
        {
            if (_faults.Length >= CountMax) return null;
            var fault = new Fault(++_lastId, request);
            _faults = [.. _faults, fault];
            return fault;
        }
    }

    public bool Remove(int id)
    {
        lock (_gate)
        {
            var count = _faults.Length;
            _faults = [.. _faults.Where(f => f.Id != id)];
            return _faults.Length < count;
        }
    }

    public void Clear()
    {
        lock (_gate) _faults = [];
    }
}
