namespace Aspire.Hosting.Reporting;

/// <summary>One resource in the table that people see.</summary>
internal sealed record StatusRow(string Name, string State, string Urls, bool IsHealthy);
