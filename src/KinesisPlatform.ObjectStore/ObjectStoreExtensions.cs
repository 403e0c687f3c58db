namespace KinesisPlatform.ObjectStore;

public static class ObjectStoreExtensions
{
    private const int RangeBytes = 8 << 20;

    /// <summary>Copies an object to a local file, without ever holding all of it: one GET request for each 8 MiB.</summary>
    /// <param name="path">Does not exist yet; what a failure leaves there is the caller's to delete.</param>
    /// <param name="lengthBytes">Of the object.</param>
    /// <exception cref="PlatformException">NotFound: there is no such object. Data: it has another length. Unavailable: the store did not answer, or the file cannot be written.</exception>
    public static async Task DownloadAsync(this IObjectStore store, string key, string path, long lengthBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (file.Position < lengthBytes)
            {
                var range = new ByteRange(file.Position, Math.Min(RangeBytes, lengthBytes - file.Position));
                var part = await store.GetAsync(key, range, cancellationToken) ?? throw new PlatformException(FailureKind.NotFound, $"There is no object {key} in bucket {store.Bucket}.");
                if (part.LengthBytes != lengthBytes || part.Content.Length != range.Length)
                    throw new PlatformException(FailureKind.Data, $"The object {key} in bucket {store.Bucket} has {part.LengthBytes} bytes instead of {lengthBytes}.");
                await file.WriteAsync(part.Content, cancellationToken);
            }
        }
        catch (IOException exception)
        {
            throw new PlatformException(FailureKind.Unavailable, $"The object {key} could not be written to {path}: {exception.Message}", exception);
        }
    }
}
