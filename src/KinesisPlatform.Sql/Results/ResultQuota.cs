using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Results;

/// <summary>How many results there are and what disk they take, of each key and of all. Safe for concurrent callers.</summary>
internal sealed class ResultQuota(IOptions<ResultOptions> options)
{
    private readonly ResultOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Count, long Bytes)> _byOwner = [];
    private (int Count, long Bytes) _all;

    /// <exception cref="PlatformException">Unavailable: there is no room.</exception>
    public void Add(string owner, int count, long bytes)
    {
        lock (_gate)
        {
            var own = _byOwner.GetValueOrDefault(owner);
            Check(own.Bytes + bytes <= _options.BytesPerKeyMax, "The results that are kept for this key, this one included, need more disk than it may use. Delete finished queries (DELETE /queries/{id}), select less, or stream the result as NDJSON or CSV without pages.");
            Check(own.Count + count <= _options.CountPerKeyMax, "As many results are kept for this key as may be. Delete finished queries (DELETE /queries/{id}), or stream the result as NDJSON or CSV without pages.");
            Check(_all.Bytes + bytes <= _options.BytesMax && _all.Count + count <= _options.CountMax, "There is no more room for kept results. Try again later, or stream the result as NDJSON or CSV without pages.");
            Change(owner, count, bytes);
        }
    }

    public void Remove(string owner, int count, long bytes)
    {
        lock (_gate) Change(owner, -count, -bytes);
    }

    private void Change(string owner, int count, long bytes)
    {
        var own = _byOwner.GetValueOrDefault(owner);
        own = (own.Count + count, own.Bytes + bytes);
        if (own == default) _byOwner.Remove(owner);
        else _byOwner[owner] = own;
        _all = (_all.Count + count, _all.Bytes + bytes);
    }

    private static void Check(bool isRoom, string message)
    {
        if (!isRoom) throw new PlatformException(FailureKind.Unavailable, message);
    }
}
