using System.Collections.Concurrent;
using KinesisPlatform.Access;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;

namespace KinesisPlatform.Sql.Rules;

/// <summary>Checks rules before they are applied. What was checked is remembered: there are as many rules as the configuration has.</summary>
internal sealed class RuleReader(SqlGate gate)
{
    private readonly ConcurrentDictionary<string, CheckedCondition> _checked = new(StringComparer.Ordinal);

    /// <returns>Null when there is nothing to apply.</returns>
    /// <exception cref="PlatformException">Invalid: the rule is not what can be applied. The service does not start with one like that.</exception>
    public async Task<RelationRule?> ReadAsync(StreamRule rule, CancellationToken cancellationToken)
    {
        if (rule.IsOpen) return null;
        var errors = await CheckAsync(rule, cancellationToken);
        if (errors.Count > 0) throw new PlatformException(FailureKind.Invalid, $"What this API key may see is not configured rightly. {string.Join(" ", errors)}");
        var masks = rule.Masks;
        // Of two grants one may mask data and the other json: that which hides more than some members goes.
        if (masks.ContainsKey(RuleColumns.Data)) masks = masks.Where(mask => mask.Key != RuleColumns.Json).ToDictionary();
        var uses = Expressions(rule).Select(expression => _checked[expression]).ToList();
        var columns = uses.Aggregate(ColumnUse.None, (all, use) => all.Union(use.Use.ColumnsOf(WhereProbe.TableName)));
        return new(new(rule.Conditions, masks), columns, FieldUse.Union(uses.Select(use => use.Fields)));
    }

    /// <summary>Everything that is wrong with a rule.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(StreamRule rule, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var column in rule.Masks.Keys.Where(column => !RuleColumns.CanBeMasked(column)))
        {
            errors.Add(RuleColumns.IsPayload(column)
                ? $"The column {column} has no mask of its own: mask json (or data), and it follows."
                : $"There is no column {column} to be masked; there are {string.Join(", ", RuleColumns.Types.Select(type => type.Key))}.");
        }
        foreach (var expression in Expressions(rule).Where(expression => !_checked.ContainsKey(expression)))
        {
            try
            {
                _checked[expression] = await gate.CheckRuleAsync(expression, cancellationToken);
            }
            catch (PlatformException exception) when (exception.Kind == FailureKind.Invalid)
            {
                errors.Add($"'{expression}': {exception.Message}");
            }
        }
        return errors;
    }

    private static IEnumerable<string> Expressions(StreamRule rule) => rule.Conditions.Concat(rule.Masks.Values);
}
