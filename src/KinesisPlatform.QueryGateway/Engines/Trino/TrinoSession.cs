namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>In whose name and where a statement runs.</summary>
/// <param name="Catalog">For names without one; null: there is none, and such names mean nothing.</param>
/// <param name="Key">The API key's id, as a tag that Trino's resource groups can go by; empty without keys.</param>
/// <param name="Query">This service's id of the query, in Trino's logs.</param>
internal sealed record TrinoSession(string? Catalog, string? Schema, string Key, string Query);
