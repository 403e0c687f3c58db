using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Rules;

namespace KinesisPlatform.Sql.Scans;

/// <summary>Checks scans: whether they may be made, and what they read.</summary>
internal sealed class ScanChecker(SqlGate gate, RuleReader rules, StatementPruner pruner)
{
    /// <exception cref="PlatformException">NotFound: there is no such stream for the scan's access. Invalid: a text of the scan.</exception>
    public async Task<CheckedScan> CheckAsync(ArchiveScan scan, CancellationToken cancellationToken)
    {
        if (!scan.Access.MayRead(scan.Stream)) throw ArchiveScanner.NoArchive(scan.Stream);
        var rule = await rules.ReadAsync(scan.Access.RuleFor(scan.Stream), cancellationToken);
        // A record goes out as it is, or not at all: its bytes are its identity.
        if (rule is { Rule.Masks.Count: > 0 }) throw new PlatformException(FailureKind.Invalid, $"This API key sees records of {scan.Stream} masked, and they are only read whole here: replay them with a key that has no masks for the stream.");
        var where = scan.Where is null ? null : await gate.CheckWhereAsync(scan.Where, cancellationToken);
        var key = scan.Key is null ? null : await gate.CheckExpressionAsync(scan.Key, cancellationToken);
        var computed = scan.Compute is null ? null : await gate.CheckExpressionAsync(scan.Compute, cancellationToken);

        var members = MembersOf(rule, where, computed);
        var condition = where is null ? null : pruner.NeedsOf(where.Use, where.Fields, WhereProbe.TableName, scan.Version, [], timeout: null, rule?.Guard).Condition;
        var needs = new RelationNeeds(ColumnUse.All with { UsesFields = !members.IsNone }, ScanNeeds.Bounds(scan, condition).ToCondition(), members);

        var first = scan.FilterFirst ? where : null;
        var keyMembers = MembersOf(rule, first, key);
        var columns = rule is null ? ScanNeeds.KeyColumns(scan).Union(ColumnsOf(first)).Union(ColumnsOf(key)) : ColumnUse.All;
        return new(scan, needs, new(columns with { UsesFields = !keyMembers.IsNone }, null, keyMembers), rule?.Rule);
    }

    private static FieldUse MembersOf(RelationRule? rule, params IEnumerable<CheckedCondition?> texts)
    {
        var uses = texts.OfType<CheckedCondition>().Select(text => text.Fields);
        return FieldUse.Union(rule is null ? uses : uses.Append(rule.Fields));
    }

    private static ColumnUse ColumnsOf(CheckedCondition? text) => text?.Use.ColumnsOf(WhereProbe.TableName) ?? ColumnUse.None;
}
