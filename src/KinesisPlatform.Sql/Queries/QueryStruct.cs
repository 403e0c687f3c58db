namespace KinesisPlatform.Sql.Queries;

/// <summary>A STRUCT, or a MAP with its keys as text: members in order.</summary>
public sealed record QueryStruct(IReadOnlyList<KeyValuePair<string, object?>> Members);
