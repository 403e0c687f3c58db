namespace KinesisPlatform.QueryGateway.Postgres.Copy;

internal enum CopyFormat
{
    Text,
    Csv,
    Binary,
}
