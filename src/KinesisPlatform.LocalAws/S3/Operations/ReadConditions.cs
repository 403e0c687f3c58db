using System.Globalization;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>Conditions of a read, in the order of RFC 9110, section 13.2.2: an ETag that is given outweighs a date.</summary>
internal static class ReadConditions
{
    /// <returns>False when the reader has this version already.</returns>
    /// <exception cref="S3Exception">PreconditionFailed.</exception>
    public static bool Hold(S3Request request, S3Object value)
    {
        if (request.Header("If-Match") is { } match)
        {
            if (!Names(match, value)) throw S3Exception.PreconditionFailed("If-Match");
        }
        else if (Date(request, "If-Unmodified-Since") is { } unmodified && value.LastModified > unmodified)
        {
            throw S3Exception.PreconditionFailed("If-Unmodified-Since");
        }
        if (request.Header("If-None-Match") is { } none) return !Names(none, value);
        return Date(request, "If-Modified-Since") is not { } modified || value.LastModified > modified;
    }

    private static bool Names(string header, S3Object value) => header.Split(',').Any(e => e.Trim() is var etag && (etag == "*" || etag.Trim('"') == value.ETag.Trim('"')));

    private static DateTimeOffset? Date(S3Request request, string header) =>
        DateTimeOffset.TryParse(request.Header(header), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
