namespace KinesisPlatform.Access;

/// <summary>Streams that may be read, and what of them.</summary>
internal sealed record StreamGrant(StreamPattern Streams, StreamRule Rule);
