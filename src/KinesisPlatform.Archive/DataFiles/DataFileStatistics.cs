using System.Text;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.DataFiles;

/// <summary>Counts and bounds of the records that go into a file, for its manifest entry.</summary>
internal static class DataFileStatistics
{
    private static readonly int[] Columns = [.. ArchiveSchema.Schema.Fields.Select(field => field.Id)];

    /// <param name="columnSizesBytes">By field id.</param>
    public static EncodedDataFile Describe(IReadOnlyList<IReadOnlyList<StreamRecord>> runs, long lengthBytes, IReadOnlyDictionary<int, long> columnSizesBytes)
    {
        var bounds = new Bounds();
        foreach (var run in runs) bounds.Add(run);
        return new(bounds.RecordCount, lengthBytes, columnSizesBytes, Columns.ToDictionary(column => column, _ => bounds.RecordCount),
            Columns.ToDictionary(column => column, column => column == ArchiveColumns.ExplicitHashKey ? bounds.WithoutHashKey : 0),
            bounds.Lower(), bounds.Upper()) { IsSorted = bounds.IsSorted };
    }

    private sealed class Bounds
    {
        private readonly TextBounds _shardId = new(ArchiveColumns.ShardId), _sequenceNumber = new(ArchiveColumns.SequenceNumber);
        private readonly TextBounds _partitionKey = new(ArchiveColumns.PartitionKey), _explicitHashKey = new(ArchiveColumns.ExplicitHashKey);
        private int _subFrom = int.MaxValue, _subTo = int.MinValue;
        private DateTimeOffset _arrivedFrom = DateTimeOffset.MaxValue, _arrivedTo = DateTimeOffset.MinValue;
        private bool _isSequenceOrdered = true, _areShardsOrdered = true;
        private ShardId? _lastShard;

        public long RecordCount { get; private set; }

        public long WithoutHashKey { get; private set; }

        public bool IsSorted => _areShardsOrdered && _isSequenceOrdered;

        public void Add(IReadOnlyList<StreamRecord> run)
        {
            if (run.Count == 0) return;
            _areShardsOrdered &= !(run[0].ShardId <= _lastShard);
            _lastShard = run[0].ShardId;
            _shardId.Add(Encoding.UTF8.GetBytes(run[0].ShardId.Value));
            AddSequenceNumbers(run[0].SequenceNumber.ToString(), run[^1].SequenceNumber.ToString());
            foreach (var record in run) Add(record);
        }

        // Iceberg compares text, Kinesis numbers: in a run that is the same only among numbers of one length. Kinesis' own all have 56 digits.
        private void AddSequenceNumbers(string first, string last)
        {
            _isSequenceOrdered &= first.Length == last.Length;
            _sequenceNumber.Add(Encoding.ASCII.GetBytes(first));
            _sequenceNumber.Add(Encoding.ASCII.GetBytes(last));
        }

        private void Add(in StreamRecord record)
        {
            RecordCount++;
            _partitionKey.Add(record.PartitionKey);
            if (record.ExplicitHashKey is { } hashKey) _explicitHashKey.Add(hashKey);
            else WithoutHashKey++;
            _subFrom = Math.Min(_subFrom, record.SubSequenceNumber);
            _subTo = Math.Max(_subTo, record.SubSequenceNumber);
            if (record.ArrivedAt < _arrivedFrom) _arrivedFrom = record.ArrivedAt;
            if (record.ArrivedAt > _arrivedTo) _arrivedTo = record.ArrivedAt;
        }

        public Dictionary<int, byte[]> Lower() => Collect(text => text.Lower, SingleValue.Int(_subFrom), SingleValue.Timestamp(_arrivedFrom));

        public Dictionary<int, byte[]> Upper() => Collect(text => text.Upper, SingleValue.Int(_subTo), SingleValue.Timestamp(_arrivedTo));

        private Dictionary<int, byte[]> Collect(Func<TextBounds, byte[]?> side, byte[] sub, byte[] arrived)
        {
            var bounds = new Dictionary<int, byte[]>();
            if (RecordCount == 0) return bounds;
            bounds[ArchiveColumns.SubSequenceNumber] = sub;
            bounds[ArchiveColumns.ArrivedAt] = arrived;
            Set(bounds, ArchiveColumns.ShardId, side(_shardId));
            if (_isSequenceOrdered) Set(bounds, ArchiveColumns.SequenceNumber, side(_sequenceNumber));
            Set(bounds, ArchiveColumns.PartitionKey, side(_partitionKey));
            Set(bounds, ArchiveColumns.ExplicitHashKey, side(_explicitHashKey));
            return bounds;
        }

        private static void Set(Dictionary<int, byte[]> bounds, int column, byte[]? bound)
        {
            if (bound is not null) bounds[column] = bound;
        }
    }

    private sealed class TextBounds(int column)
    {
        private ReadOnlyMemory<byte>? _from, _to;

        public byte[]? Lower => _from is { } from ? SingleValue.LowerText(from.Span, ArchiveSchema.BoundCharactersMax(column)) : null;

        public byte[]? Upper => _to is { } to ? SingleValue.UpperText(to.Span, ArchiveSchema.BoundCharactersMax(column)) : null;

        public void Add(ReadOnlyMemory<byte> utf8)
        {
            if (_from is not { } from || utf8.Span.SequenceCompareTo(from.Span) < 0) _from = utf8;
            if (_to is not { } to || utf8.Span.SequenceCompareTo(to.Span) > 0) _to = utf8;
        }
    }
}
