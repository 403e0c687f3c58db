namespace KinesisPlatform.ClusterProvisioner.Files;

/// <param name="Location">Bucket-relative folder of the stream's Iceberg table, without a slash at its end.</param>
/// <param name="HiveName">What it is called in Hive, in the databases archive and live.</param>
internal sealed record ArchivedTable(StreamName Stream, string Location, string HiveName);
