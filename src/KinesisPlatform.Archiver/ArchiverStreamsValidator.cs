using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Settings;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver;

/// <summary>What attributes cannot say.</summary>
internal sealed class ArchiverStreamsValidator(IOptions<ArchiveOptions> archive) : IValidateOptions<ArchiverOptions>
{
    public ValidateOptionsResult Validate(string? name, ArchiverOptions options)
    {
        var errors = options.Streams.Where(stream => !StreamPattern.IsValid(stream))
            .Select(stream => $"Archiver:Streams: '{stream}' is neither a stream name (1-128 letters, digits, '_', '.' or '-') nor a pattern of names with '*'.").ToList();
        for (var i = 0; i < options.StreamSettings.Count; i++)
        {
            var entry = options.StreamSettings[i];
            if (!StreamPattern.IsValid(entry.Stream)) errors.Add($"Archiver:StreamSettings:{i}:Stream: '{entry.Stream}' is neither a stream name nor a pattern of names with '*'.");
            errors.AddRange(OverrideRules.Broken(entry, archive.Value).Select(rule => $"Archiver:StreamSettings:{i}:{rule.Option} {rule.Text}."));
        }
        if (options.LossDegradedAt >= options.LossUnhealthyAt) errors.Add("Archiver:LossDegradedAt must be below Archiver:LossUnhealthyAt: degraded comes before unhealthy.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
