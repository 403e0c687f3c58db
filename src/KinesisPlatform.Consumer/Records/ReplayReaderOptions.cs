namespace KinesisPlatform.Consumer.Records;

public sealed class ReplayReaderOptions
{
    /// <summary>
    /// The stream whose records are merged. Sequence numbers, and so versions, are comparable within one stream only: originals of any other stream are
    /// refused. A consumer of a stream that holds nothing but replays of another names that other stream.
    /// </summary>
    public required string Stream { get; init; }

    /// <summary>
    /// The root member that a replay adds, with the value true, to overwrite. Payloads that have a root member of this name themselves make a plain replay
    /// look like an overwriting one: choose another name then, here and in the replay's annotation. Null: no replay overwrites.
    /// </summary>
    public string? OverwriteMemberName { get; init; } = "overwrite";

    /// <summary>Names of the other root members that replays add, taken out of the payload. A payload's own members of these names are taken out of replayed records too.</summary>
    public IReadOnlyList<string> AddedMemberNames { get; init; } = [];
}
