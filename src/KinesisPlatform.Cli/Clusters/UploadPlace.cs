using KinesisPlatform.Cli.Doctor;

namespace KinesisPlatform.Cli.Clusters;

/// <param name="Folder">Ends with a slash, or is empty.</param>
internal sealed record UploadPlace(AwsSettings Aws, string Bucket, string Folder);
