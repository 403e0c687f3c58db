using System.Net;
using Microsoft.AspNetCore.WebUtilities;

namespace KinesisPlatform.LocalAws.S3.Operations;

/// <summary>Up to ten tags with keys of 1-128 and values of up to 256 characters.</summary>
internal static class ObjectTags
{
    /// <param name="header"><c>x-amz-tagging: project=a&amp;stage=b</c>; null for none.</param>
    public static Dictionary<string, string> Of(string? header) =>
        header is null ? [] : Check([.. QueryHelpers.ParseQuery(header).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")))]);

    /// <exception cref="S3Exception">InvalidTag or BadRequest.</exception>
    public static Dictionary<string, string> Check(IReadOnlyCollection<KeyValuePair<string, string>> tags)
    {
        if (tags.Count > 10) throw new S3Exception("BadRequest", HttpStatusCode.BadRequest, "Object tags cannot be greater than 10");
        if (tags.Select(t => t.Key).Distinct().Count() < tags.Count) throw Invalid("Cannot provide multiple Tags with the same key");
        if (tags.Any(t => t.Key.Length is 0 or > 128)) throw Invalid("The TagKey you have provided is invalid");
        if (tags.Any(t => t.Value.Length > 256)) throw Invalid("The TagValue you have provided is invalid");
        return tags.ToDictionary();
    }

    private static S3Exception Invalid(string message) => new("InvalidTag", HttpStatusCode.BadRequest, message);
}
