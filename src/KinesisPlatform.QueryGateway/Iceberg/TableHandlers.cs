using System.Globalization;
using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ServiceDefaults.Authentication;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>
/// A table for every archived stream, under the stream's name. Whoever loads one reads its files in the bucket, past every row filter and mask: a key that has any for a stream
/// does not get its table.
/// </summary>
internal static class TableHandlers
{
    public static async Task<IResult> ListAsync(
        string ns, string? pageToken, string? pageSize, HttpContext context, IArchiveCatalog archive, IOptions<IcebergOptions> options, CancellationToken cancellationToken)
    {
        if (ns != options.Value.Namespace) return IcebergError.NoSuchNamespace(ns);
        var size = options.Value.PageSizeMax;
        if (!string.IsNullOrEmpty(pageSize))
        {
            if (!int.TryParse(pageSize, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) || asked == 0) return IcebergError.BadRequest("pageSize is a whole number from 1.");
            size = Math.Min(size, asked);
        }
        var tables = (await archive.ListAsync(cancellationToken)).Where(table => IsWhole(context.Access(), table));
        return TypedResults.Ok(TablePage.Of(ns, tables, pageToken, size));
    }

    /// <summary>One GET of the pointer where the client has the newest metadata, else one more of the metadata file.</summary>
    public static async Task<IResult> LoadAsync(
        string ns, string table, HttpRequest request, IArchiveCatalog archive, IObjectStore store, IOptions<IcebergOptions> options, CancellationToken cancellationToken)
    {
        if (ns != options.Value.Namespace) return IcebergError.NoSuchNamespace(ns);
        if (await FindAsync(table, request.HttpContext, archive, cancellationToken) is not { } found) return IcebergError.NoSuchTable($"{ns}.{table}");
        if (!IsWhole(request.HttpContext.Access(), new(table)))
            return IcebergError.Forbidden($"This API key sees a part of {ns}.{table} only, and the catalog gives a table whole: ask for it in SQL (POST /sql).");

        var version = await found.LoadAsync(cancellationToken);
        var etag = new EntityTagHeaderValue($"\"{version.MetadataKey[(version.MetadataKey.LastIndexOf('/') + 1)..]}\"");
        request.HttpContext.Response.GetTypedHeaders().ETag = etag;
        if (IsKnown(etag, request.GetTypedHeaders())) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var metadata = await store.GetAsync(version.MetadataKey, null, cancellationToken)
            ?? throw new PlatformException(FailureKind.Data, $"The metadata file {version.MetadataKey} of {ns}.{table} is not there: it was deleted by something other than the platform. Restore it from the bucket's versions or a backup.");
        return new LoadedTable($"s3://{store.Bucket}/{version.MetadataKey}", metadata.Content);
    }

    public static async Task<IResult> ExistsAsync(string ns, string table, HttpContext context, IArchiveCatalog archive, IOptions<IcebergOptions> options, CancellationToken cancellationToken)
    {
        if (ns != options.Value.Namespace) return IcebergError.NoSuchNamespace(ns);
        if (await FindAsync(table, context, archive, cancellationToken) is null) return IcebergError.NoSuchTable($"{ns}.{table}");
        return IsWhole(context.Access(), new(table)) ? TypedResults.NoContent() : TypedResults.StatusCode(StatusCodes.Status403Forbidden);
    }

    private static async Task<IArchiveTable?> FindAsync(string table, HttpContext context, IArchiveCatalog archive, CancellationToken cancellationToken) =>
        StreamName.IsValid(table) && context.Access().MayRead(new(table)) ? await archive.OpenAsync(new(table), cancellationToken) : null;

    private static bool IsWhole(StreamAccess access, StreamName table) => access.MayRead(table) && access.RuleFor(table).IsOpen;

    // If-None-Match compares weakly (RFC 9110, 13.1.2): a proxy that compresses may have weakened the tag.
    private static bool IsKnown(EntityTagHeaderValue etag, RequestHeaders headers) =>
        headers.IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(etag, useStrongComparison: false));
}
