namespace KinesisPlatform.QueryGateway.Streams;

/// <summary>The answer of <c>GET /streams</c>.</summary>
internal sealed record StreamListView(IReadOnlyList<StreamListItem> Streams);

internal sealed record StreamListItem(string Name, string Href);
