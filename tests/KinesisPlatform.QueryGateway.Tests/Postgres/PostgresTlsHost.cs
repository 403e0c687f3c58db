namespace KinesisPlatform.QueryGateway.Tests.Postgres;

/// <summary>A gateway with TLS and API keys that lets nobody in without TLS.</summary>
public sealed class PostgresTlsHost : PostgresKeysHost
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("Postgres:RequireTls", "true")];
}
