using System.Text.Json.Serialization;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>The specification's <c>ListTablesResponse</c>.</summary>
/// <param name="NextPageToken">Null on the last page.</param>
internal sealed record TablePage(IReadOnlyList<TableIdentifier> Identifiers, [property: JsonPropertyName("next-page-token")] string? NextPageToken)
{
    /// <param name="after">The token: the last table of the page before. Empty for the first page; null for all tables at once, whatever the size.</param>
    public static TablePage Of(string ns, IEnumerable<StreamName> tables, string? after, int size)
    {
        var names = tables.Select(table => table.Value).Order(StringComparer.Ordinal).Where(name => after is null || string.CompareOrdinal(name, after) > 0).ToList();
        var page = after is null ? names : names[..Math.Min(size, names.Count)];
        return new([.. page.Select(name => new TableIdentifier([ns], name))], page.Count < names.Count ? page[^1] : null);
    }
}

internal sealed record TableIdentifier(IReadOnlyList<string> Namespace, string Name);
