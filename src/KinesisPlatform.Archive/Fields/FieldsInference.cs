using KinesisPlatform.Archive.Maintenance;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.Fields;

/// <summary>Finds out from payloads what the column <c>fields</c> of a table has to show, and has the table's schema show it. Safe for concurrent callers.</summary>
public sealed class FieldsInference(IOptions<MergeOptions> options)
{
    // Members looked at, not all of which get a column: bounds what payloads with members named after users can take.
    private const int ObservedCountMax = 10_000;

    /// <param name="current">Null while the table has no such column.</param>
    /// <returns>What payloads are to be shown to; null when tables are to have no such column.</returns>
    public PayloadObserver? NewObserver(PayloadFields? current) =>
        options.Value.FieldCountMax > 0 ? new(Math.Max(options.Value.FieldDepthMax, current?.Depth ?? 0), ObservedCountMax) : null;

    /// <summary>
    /// The first payloads of a commit, for a table that has no such column yet: it then comes with the first records, and not with the first merge. Nothing rests on their being enough: what
    /// other payloads hold besides is found when their files are merged.
    /// </summary>
    /// <returns>Null when nothing is to be inferred.</returns>
    public PayloadObserver? ObserveFirst(TableVersion version, IEnumerable<StreamRecord> records)
    {
        if (version.Fields is not null || NewObserver(null) is not { } observer) return null;
        foreach (var record in records.Take(options.Value.FirstRecordCount)) observer.Observe(record.Data.Span);
        return observer;
    }

    /// <summary>Commits only when the schema lacks what was observed.</summary>
    /// <param name="current">What the table has, as last loaded.</param>
    /// <returns>Null when the payloads have no members to be had as fields, and the table has none.</returns>
    public async Task<PayloadFields?> EvolveAsync(IArchiveTable table, PayloadFields? current, PayloadObserver observer, CancellationToken cancellationToken)
    {
        var evolution = new FieldEvolution(options.Value.FieldCountMax);
        var evolved = evolution.Evolve(current, observer.Root);
        if (evolved is null) return null;
        var isCut = evolution.IsCut || observer.IsCut;
        if (!isCut && evolved.HasIds) return evolved;
        return (await table.EvolveSchemaAsync([PayloadFieldsSchema.ToColumn(evolved)], isCut, cancellationToken)).Fields;
    }
}
