namespace KinesisPlatform.Sql.Queries;

/// <summary>A STRUCT with its members in order, or a UNION as the one member that it is.</summary>
public sealed record QueryStruct(IReadOnlyList<KeyValuePair<string, object?>> Members);
