namespace KinesisPlatform.ServiceDefaults.Problems;

/// <summary>Everything that is wrong with a request, by member: what a validation problem document lists.</summary>
public sealed class RequestErrors
{
    private readonly SortedDictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool IsEmpty => _errors.Count == 0;

    public void Add(string member, string message)
    {
        if (!_errors.TryGetValue(member, out var messages)) _errors.Add(member, messages = []);
        messages.Add(message);
    }

    public Dictionary<string, string[]> ToDictionary() => _errors.ToDictionary(e => e.Key, e => e.Value.ToArray());
}
