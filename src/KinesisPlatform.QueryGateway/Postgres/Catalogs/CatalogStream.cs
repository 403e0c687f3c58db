using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>A stream as a table of the catalog.</summary>
/// <param name="HasTrueValues">No rule puts other values, which may be NULL, into the place of the records' own.</param>
internal sealed record CatalogStream(string Name, uint Oid, IReadOnlyList<PgColumn> Columns, bool HasTrueValues)
{
    /// <summary>Where the numbers of users' objects begin in PostgreSQL.</summary>
    private const uint FirstOid = 16_384;

    public bool IsNeverNull(PgColumn column) => HasTrueValues && column.Name is "shard_id" or "sequence_number" or "sub_sequence_number" or "partition_key" or "arrived_at";

    /// <summary>Numbers made of the names, so that they stay the same from query to query and from one gateway to the next.</summary>
    public static Dictionary<string, uint> Number(IEnumerable<string> names)
    {
        var taken = new HashSet<uint>();
        var numbers = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            // FNV-1a.
            var hash = name.Aggregate(2_166_136_261u, (hash, character) => unchecked((hash ^ character) * 16_777_619u));
            var oid = FirstOid + hash % (1u << 30);
            while (!taken.Add(oid)) oid++;
            numbers[name] = oid;
        }
        return numbers;
    }
}
