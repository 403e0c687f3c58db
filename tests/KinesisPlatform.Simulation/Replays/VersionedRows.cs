using KinesisPlatform.Simulation.Histories;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>Which rows of the source each version of its table holds, noted as versions become visible. Rows are never taken out here: nothing is old enough.</summary>
internal sealed class VersionedRows
{
    private readonly World _world;
    private readonly Dictionary<(SequenceNumber, int), (StreamRecord Row, long Since)> _rows = [];
    private readonly HashSet<SequenceNumber> _known = [];

    /// <summary>Before the first record is put. The table's own checker hears of each version first.</summary>
    public VersionedRows(World world)
    {
        _world = world;
        world.Bucket.Put += (_, key, _) =>
        {
            if (key == world.Paths.Pointer) Note(world.Table.Version);
        };
    }

    /// <summary>In the order of their sequence numbers.</summary>
    public IReadOnlyList<StreamRecord> Newest => In(long.MaxValue);

    /// <inheritdoc cref="Newest"/>
    public IReadOnlyList<StreamRecord> In(long version) =>
        [.. _rows.Values.Where(row => row.Since <= version).Select(row => row.Row).OrderBy(row => row.SequenceNumber).ThenBy(row => row.SubSequenceNumber)];

    private void Note(long version)
    {
        foreach (var record in _world.Kinesis.Records.Values)
        {
            // An aggregate is in a version with all its rows.
            if (record.Shard.Stream.Name != _world.Settings.Stream || !record.IsArchived || !_known.Add(record.SequenceNumber)) continue;
            foreach (var row in record.Rows) _rows.Add((row.SequenceNumber, row.SubSequenceNumber), (row, version));
        }
    }
}
