using System.Collections.Concurrent;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver.Settings;

/// <summary>Each stream's settings: the options, and the document <c>{prefix}/_config/{stream}.json</c> over them, changed by conditional put only.</summary>
internal sealed class SettingsStore(IObjectStore store, IOptions<ArchiverOptions> options, IOptions<ArchiveOptions> archive)
{
    private static readonly StreamOverrides Nothing = new();

    // Bounded by the number of documents.
    private readonly ConcurrentDictionary<StreamName, StreamSettings> _latest = new();

    /// <summary>What the options alone say of a stream: the first entry of <see cref="ArchiverOptions.StreamSettings"/> that means it counts.</summary>
    public StreamSettings DefaultsOf(StreamName stream) =>
        StreamSettings.Of(options.Value).With(options.Value.StreamSettings.FirstOrDefault(entry => StreamPattern.Matches(entry.Stream, stream)) ?? Nothing);

    /// <summary>As this process read them last, for whatever reason; the options' own where it never did. No request.</summary>
    public StreamSettings LatestOf(StreamName stream) => _latest.GetValueOrDefault(stream) ?? DefaultsOf(stream);

    /// <summary>One GET.</summary>
    /// <exception cref="PlatformException">Data: the document is none of ours. Unavailable.</exception>
    public async Task<StoredSettings> LoadAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var defaults = DefaultsOf(stream);
        if (await store.GetAsync(KeyOf(stream), null, cancellationToken) is not { } stored)
        {
            _latest.TryRemove(stream, out _);
            return new(defaults, Nothing, null);
        }
        var overrides = Parse(stream, stored.Content);
        return new(_latest[stream] = defaults.With(overrides), overrides, stored.ETag);
    }

    /// <summary>Of the stream's document, whether it can be used or not; null when there is none. One HEAD.</summary>
    public async Task<ETag?> FindETagAsync(StreamName stream, CancellationToken cancellationToken) => (await store.HeadAsync(KeyOf(stream), cancellationToken))?.ETag;

    /// <summary>Replaces a stream's document when it is still what <paramref name="condition"/> says. One PUT, and a GET when that was refused.</summary>
    /// <returns>The new ETag; null when somebody else was first.</returns>
    public async Task<ETag?> PutAsync(StreamName stream, StreamOverrides overrides, PutCondition condition, CancellationToken cancellationToken)
    {
        var content = OverridesJson.Write(overrides);
        if (await store.PutAsync(KeyOf(stream), content, condition, cancellationToken) is { } etag) return etag;
        // A put whose first response was lost is refused by its own effect; whoever wrote the same meant the same.
        return await store.GetAsync(KeyOf(stream), null, cancellationToken) is { } stored && stored.Content.Span.SequenceEqual(content) ? stored.ETag : null;
    }

    // Members that this version does not know are a newer one's: it may share the bucket while it is rolled out.
    private StreamOverrides Parse(StreamName stream, ReadOnlyMemory<byte> content)
    {
        var errors = new RequestErrors();
        try
        {
            using var document = JsonDocument.Parse(content);
            var overrides = new OverridesJson(errors, refusesUnknownMembers: false).Read(document.RootElement);
            foreach (var broken in OverrideRules.Broken(overrides, archive.Value)) errors.Add(broken.Member, broken.Text);
            if (errors.IsEmpty) return overrides;
        }
        catch (JsonException)
        {
            errors.Add("", "It is not JSON.");
        }
        var reasons = string.Join(" ", errors.ToDictionary().SelectMany(error => error.Value.Select(text => $"{error.Key} {text}".Trim())));
        throw new PlatformException(FailureKind.Data, $"The settings of stream {stream}, s3://{store.Bucket}/{KeyOf(stream)}, cannot be used: {reasons} PUT /streams/{stream} with an If-Match of its ETag replaces them.");
    }

    private string KeyOf(StreamName stream) => $"{archive.Value.KeyPrefix}_config/{stream}.json";
}
