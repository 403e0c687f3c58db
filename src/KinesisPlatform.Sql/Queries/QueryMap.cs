namespace KinesisPlatform.Sql.Queries;

/// <summary>A MAP: entries in order. Keys are of any type but never null.</summary>
/// <param name="HasTextKeys">The keys' type is VARCHAR (or an ENUM): they can be the member names of a JSON object.</param>
public sealed record QueryMap(bool HasTextKeys, IReadOnlyList<KeyValuePair<object, object?>> Entries);
