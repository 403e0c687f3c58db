using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver;

/// <summary>What attributes cannot say.</summary>
internal sealed class ArchiverStreamsValidator : IValidateOptions<ArchiverOptions>
{
    public ValidateOptionsResult Validate(string? name, ArchiverOptions options)
    {
        var invalid = options.Streams.Where(stream => stream != StreamSelection.All && !StreamName.IsValid(stream)).ToList();
        return invalid.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(invalid.Select(stream => $"Archiver:Streams: '{stream}' is neither '*' nor a stream name (1-128 letters, digits, '_', '.' or '-')."));
    }
}
