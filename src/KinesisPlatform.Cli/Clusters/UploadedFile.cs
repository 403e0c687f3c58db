namespace KinesisPlatform.Cli.Clusters;

/// <param name="IsNew">False: it was there, as it is.</param>
internal sealed record UploadedFile(string Uri, string Sha256, long LengthBytes, bool IsNew);
