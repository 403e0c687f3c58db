using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>A table for every archived stream, under the stream's name.</summary>
internal static class TableHandlers
{
    public static async Task<IResult> ListAsync(string ns, string? pageToken, string? pageSize, IArchiveCatalog archive, IOptions<IcebergOptions> options, CancellationToken cancellationToken)
    {
        if (ns != options.Value.Namespace) return IcebergError.NoSuchNamespace(ns);
        var size = options.Value.PageSizeMax;
        if (!string.IsNullOrEmpty(pageSize))
        {
            if (!int.TryParse(pageSize, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) || asked == 0) return IcebergError.BadRequest("pageSize is a whole number from 1.");
            size = Math.Min(size, asked);
        }
        return TypedResults.Ok(TablePage.Of(ns, await archive.ListAsync(cancellationToken), pageToken, size));
    }

    /// <summary>One GET of the pointer where the client has the newest metadata, else one more of the metadata file.</summary>
    public static async Task<IResult> LoadAsync(
        string ns, string table, HttpRequest request, IArchiveCatalog archive, IObjectStore store, IOptions<IcebergOptions> options, CancellationToken cancellationToken)
    {
        if (ns != options.Value.Namespace) return IcebergError.NoSuchNamespace(ns);
        if (await FindAsync(table, archive, cancellationToken) is not { } found) return IcebergError.NoSuchTable($"{ns}.{table}");

        var version = await found.LoadAsync(cancellationToken);
        var etag = new EntityTagHeaderValue($"\"{version.MetadataKey[(version.MetadataKey.LastIndexOf('/') + 1)..]}\"");
        request.HttpContext.Response.GetTypedHeaders().ETag = etag;
        if (IsKnown(etag, request.GetTypedHeaders())) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var metadata = await store.GetAsync(version.MetadataKey, null, cancellationToken)
            ?? throw new PlatformException(FailureKind.Data, $"The metadata file {version.MetadataKey} of {ns}.{table} is not there: it was deleted by something other than the platform. Restore it from the bucket's versions or a backup.");
        return new LoadedTable($"s3://{store.Bucket}/{version.MetadataKey}", metadata.Content);
    }

    public static async Task<IResult> ExistsAsync(string ns, string table, IArchiveCatalog archive, IOptions<IcebergOptions> options, CancellationToken cancellationToken)
    {
        if (ns != options.Value.Namespace) return IcebergError.NoSuchNamespace(ns);
        return await FindAsync(table, archive, cancellationToken) is null ? IcebergError.NoSuchTable($"{ns}.{table}") : TypedResults.NoContent();
    }

    private static async Task<IArchiveTable?> FindAsync(string table, IArchiveCatalog archive, CancellationToken cancellationToken) =>
        StreamName.IsValid(table) ? await archive.OpenAsync(new(table), cancellationToken) : null;

    // If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that compresses may have weakened the tag.
    private static bool IsKnown(EntityTagHeaderValue etag, RequestHeaders headers) =>
        headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(etag, useStrongComparison: false));
}
