using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Status;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ServiceDefaults.Authentication;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace KinesisPlatform.Archiver.Settings;

/// <summary>A stream's settings: <c>GET</c> and <c>PUT /streams/{name}</c>. The ETag is that of the stream's document; there is none while there is no document.</summary>
internal static class SettingsEndpoints
{
    private const int RequestBytesMax = 64 << 10;

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/streams/{name}", GetAsync).RequireAuthorization(AccessPolicies.Administer);
        routes.MapPut("/streams/{name}", PutAsync).RequireAuthorization(AccessPolicies.Administer);
    }

    private static async Task<IResult> GetAsync(
        string name, HttpContext context, SettingsStore settings, IArchiveCatalog catalog, StreamReporter reporter, CancellationToken cancellationToken)
    {
        var stream = Parse(name);
        var stored = await settings.LoadAsync(stream, cancellationToken);
        if (stored.ETag is null && reporter.StatusOf(stream) is null)
            throw new PlatformException(FailureKind.NotFound, $"This archiver does not archive a stream '{name}', and has no settings for it. GET /streams lists what it archives; Archiver:Streams selects it.");
        return await DescribeAsync(context, stream, stored, catalog, reporter, cancellationToken);
    }

    /// <summary>
    /// Replaces all that is said of the stream. With <c>If-Match</c> only this version of it, with <c>If-None-Match: *</c> only when nothing was said yet (else 412); with neither,
    /// what was read a moment ago (else 409). A stream may be configured before it exists.
    /// </summary>
    private static async Task<IResult> PutAsync(
        string name, HttpContext context, SettingsStore settings, IArchiveCatalog catalog, StreamSupervisor supervisor, StreamReporter reporter, IOptions<ArchiveOptions> archive,
        ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var stream = Parse(name);
        var errors = new RequestErrors();
        var overrides = await ReadAsync(context, errors, cancellationToken);
        foreach (var broken in OverrideRules.Broken(overrides, archive.Value)) errors.Add(broken.Member, broken.Text);
        if (!errors.IsEmpty) return TypedResults.ValidationProblem(errors.ToDictionary(), "The settings were not changed. Correct what 'errors' names and send the request again.");

        var headers = context.Request.GetTypedHeaders();
        var current = await settings.FindETagAsync(stream, cancellationToken);
        if (!Holds(headers, current)) return Lost(StatusCodes.Status412PreconditionFailed, stream);
        if (overrides.Prefix is { } wanted) await catalog.CheckPlaceAsync(stream, wanted, cancellationToken);
        var condition = current is { } etag ? (PutCondition)new PutCondition.IfMatch(etag) : new PutCondition.IfAbsent();
        if (await settings.PutAsync(stream, overrides, condition, cancellationToken) is null)
            return Lost(headers.IfMatch.Count + headers.IfNoneMatch.Count > 0 ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status409Conflict, stream);

        // A place is for good: only a request that has won decides it.
        if (overrides.Prefix is { } prefix) await PlaceAsync(stream, prefix, catalog, cancellationToken);
        Log.SettingsChanged(loggers.CreateLogger(typeof(SettingsEndpoints).FullName!), stream);
        await supervisor.NotifySettingsChangedAsync(stream, cancellationToken);
        return await DescribeAsync(context, stream, await settings.LoadAsync(stream, cancellationToken), catalog, reporter, cancellationToken);
    }

    private static async Task PlaceAsync(StreamName stream, string prefix, IArchiveCatalog catalog, CancellationToken cancellationToken)
    {
        try
        {
            await catalog.PlaceAsync(stream, prefix, cancellationToken);
        }
        catch (PlatformException error) when (error.Kind == FailureKind.Conflict)
        {
            // The table came to be since it was checked.
            throw new PlatformException(FailureKind.Conflict, $"{error.Message} The other settings of the request are in force.", error);
        }
    }

    private static async Task<IResult> DescribeAsync(
        HttpContext context, StreamName stream, StoredSettings stored, IArchiveCatalog catalog, StreamReporter reporter, CancellationToken cancellationToken)
    {
        if (stored.ETag is { } etag) context.Response.Headers.ETag = etag.Value;
        using var overrides = JsonDocument.Parse(OverridesJson.Write(stored.Overrides));
        var location = await catalog.LocateAsync(stream, cancellationToken);
        return TypedResults.Ok(new StreamView(stream.Value, SettingsView.Of(stored.Effective, location), overrides.RootElement.Clone(), reporter.StatusOf(stream)));
    }

    private static async Task<StreamOverrides> ReadAsync(HttpContext context, RequestErrors errors, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = RequestBytesMax;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancellationToken);
            return new OverridesJson(errors, refusesUnknownMembers: true).Read(body.RootElement);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status400BadRequest, e);
        }
    }

    private static bool Holds(Microsoft.AspNetCore.Http.Headers.RequestHeaders headers, ETag? current)
    {
        if (headers.IfMatch.Count > 0 && !headers.IfMatch.Any(tag => IsAny(tag) ? current is not null : tag.ToString() == current?.Value)) return false;
        return headers.IfNoneMatch.Count == 0 || !headers.IfNoneMatch.Any(tag => IsAny(tag) ? current is not null : tag.ToString() == current?.Value);
    }

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Equals(EntityTagHeaderValue.Any);

    private static ProblemHttpResult Lost(int status, StreamName stream) => TypedResults.Problem(
        $"The settings of stream {stream} are not those that the request goes by, and were not changed: GET /streams/{stream}, decide again, and send its ETag as If-Match.", statusCode: status);

    private static StreamName Parse(string name) => StreamName.IsValid(name)
        ? new(name)
        : throw new PlatformException(FailureKind.Invalid, "That is not the name of a stream: 1-128 letters, digits, '_', '.' or '-'.");
}
