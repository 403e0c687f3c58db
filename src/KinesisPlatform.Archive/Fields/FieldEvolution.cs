namespace KinesisPlatform.Archive.Fields;

/// <summary>
/// What <c>fields</c> becomes when more payloads were seen. Fields stay for ever; a field whose values outgrow its type gives way to one of the wider type. New ones are added
/// by frequency until there are as many as may be. Pure.
/// </summary>
internal sealed class FieldEvolution(int fieldCountMax)
{
    private readonly List<(long Count, string Path, PayloadField Leaf)> _added = [];
    private int _keptCount;

    /// <summary>Members that could have had a field got none for want of room.</summary>
    public bool IsCut { get; private set; }

    /// <param name="current">Null while the table has none.</param>
    /// <returns>Fields to be added or to take over from others have id 0. Null when there are none.</returns>
    public PayloadFields? Evolve(PayloadFields? current, ObservedField observed)
    {
        var members = Merge(current?.Members ?? [], observed, "");
        var room = Math.Max(0, fieldCountMax - _keptCount);
        if (_added.Count > room)
        {
            IsCut = true;
            var left = _added.OrderByDescending(added => added.Count).ThenBy(added => added.Path, StringComparer.Ordinal).Skip(room).Select(added => added.Leaf);
            members = Without(members, left.ToHashSet(ReferenceEqualityComparer.Instance));
        }
        return members.Count == 0 ? null : new(current?.Id ?? 0, members, current?.RecomputedIds ?? new HashSet<int>());
    }

    private List<PayloadField> Merge(IReadOnlyList<PayloadField> current, ObservedField observed, string path)
    {
        var seen = observed.Members.ToDictionary(member => member.Name, StringComparer.Ordinal);
        var merged = current.Select(field => seen.TryGetValue(field.Name, out var member) ? Widen(field, member, path) : Keep(field)).ToList();
        // DuckDB, Hive and Trino compare names without regard to case: of such names one has a column, for ever.
        var names = merged.Select(field => field.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var chosen = observed.Members.Where(member => member.Type is not null && PayloadName.IsValid(member.Name))
            .OrderByDescending(member => member.Count).ThenBy(member => member.Name, StringComparer.Ordinal).Where(member => names.Add(member.Name)).ToHashSet();
        merged.AddRange(observed.Members.Where(chosen.Contains).Select(member => New(member, $"{path}.{member.Name}")));
        return merged;
    }

    private PayloadField Keep(PayloadField field)
    {
        _keptCount += field.Leaves.Count();
        return field;
    }

    private PayloadField Widen(PayloadField field, ObservedField observed, string path)
    {
        if (observed.Type is not { } seen) return Keep(field);
        var type = PayloadValue.Join(field.Type, seen);
        if (field.Type == PayloadFieldType.Struct && type == PayloadFieldType.Struct) return field with { Members = Merge(field.Members, observed, $"{path}.{field.Name}") };
        return Keep(type == field.Type ? field : new(0, field.Name, type, []));
    }

    private PayloadField New(ObservedField observed, string path)
    {
        if (observed.Type == PayloadFieldType.Struct)
        {
            var members = Merge([], observed, path);
            if (members.Count > 0) return new(0, observed.Name, PayloadFieldType.Struct, members);
        }
        // An object in which nothing can have a field of its own is text at once: were it left out, it would be missing when it has to become text.
        var leaf = new PayloadField(0, observed.Name, observed.Type is PayloadFieldType.Struct ? PayloadFieldType.Text : observed.Type!.Value, []);
        _added.Add((observed.Count, path, leaf));
        return leaf;
    }

    private static List<PayloadField> Without(IReadOnlyList<PayloadField> members, HashSet<object?> left)
    {
        var kept = new List<PayloadField>();
        foreach (var member in members)
        {
            if (left.Contains(member)) continue;
            if (member.Type != PayloadFieldType.Struct) kept.Add(member);
            else if (Without(member.Members, left) is { Count: > 0 } within) kept.Add(member with { Members = within });
        }
        return kept;
    }
}
