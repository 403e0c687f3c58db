namespace KinesisPlatform.Cli.Streams;

/// <summary>The gateway's <c>GET /streams</c>.</summary>
internal sealed record StreamList(IReadOnlyList<StreamListEntry> Streams);

internal sealed record StreamListEntry(string Name);
