using System.Text;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Compaction;

/// <summary>Finds which records are the last of their key, in as many passes over them as the memory asks for.</summary>
internal sealed class LastRecordSearch
{
    private readonly FileRows _rows;
    private readonly FileShards[] _shards;

    private LastRecordSearch(int fileCount) => (_rows, _shards) = (new(fileCount), [.. Enumerable.Range(0, fileCount).Select(_ => new FileShards())]);

    /// <param name="scan">
    /// Reads the records, the same in each pass, in any order: file (UBIGINT, from 0), row in the file (BIGINT, from 0), hash of the key (UHUGEINT; NULL for a record that is kept whatever follows it),
    /// what decides before the sequence number (BIGINT), sequence number (VARCHAR), sub-sequence number (INTEGER), shard (VARCHAR).
    /// </param>
    /// <param name="bytesMax">Memory for keys; the result takes one bit for each record besides.</param>
    /// <returns>Of each file.</returns>
    public static IReadOnlyList<FileLastRecords> Run(Func<DuckDbResult> scan, int fileCount, long bytesMax)
    {
        var search = new LastRecordSearch(fileCount);
        var passes = new Stack<KeyPass>([new(0, 0)]);
        while (passes.TryPop(out var pass))
        {
            using var last = new LastRecords(bytesMax, pass);
            using (var result = scan()) search.Read(result, last);
            last.AddTo(search._rows);
            foreach (var dropped in last.Dropped) passes.Push(dropped);
        }
        return [.. search._shards.Select((shards, file) => new FileLastRecords(search._rows.Save(file), shards.Ids))];
    }

    private void Read(DuckDbResult result, LastRecords last)
    {
        while (result.ReadChunk())
        {
            var files = result.Column(0).Values<ulong>();
            var places = result.Column(1).Values<long>();
            var keyed = result.Column(2);
            var keys = keyed.Values<UInt128>();
            var times = result.Column(3).Values<long>();
            var sequenceNumbers = result.Column(4);
            var subs = result.Column(5).Values<int>();
            var shards = result.Column(6);
            for (var i = 0; i < keys.Length; i++)
            {
                var file = (int)files[i];
                _shards[file].Add(shards.Bytes(i));
                if (keyed.IsNull(i)) _rows.Add(file, places[i]);
                else last.Add(keys[i], RecordPlace.Of(times[i], sequenceNumbers.Bytes(i), subs[i]), file, places[i]);
            }
        }
    }

    private sealed class FileShards
    {
        private byte[] _last = [];

        public HashSet<string> Ids { get; } = [];

        // A file is sorted by shard, or has few: the same one nearly each time.
        public void Add(ReadOnlySpan<byte> shard)
        {
            if (shard.SequenceEqual(_last)) return;
            _last = shard.ToArray();
            Ids.Add(Encoding.UTF8.GetString(shard));
        }
    }
}
