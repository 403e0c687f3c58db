using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator;

/// <summary>Checks settings against each other.</summary>
internal sealed class ReplayOptionsCrossValidator : IValidateOptions<ReplayOptions>
{
    public ValidateOptionsResult Validate(string? name, ReplayOptions options)
    {
        var errors = new List<string>();
        if (options.LeaseDuration < options.CheckpointInterval * 3)
            errors.Add($"{ReplayOptions.SectionName}:LeaseDuration ({options.LeaseDuration}) must be at least three times CheckpointInterval ({options.CheckpointInterval}): parts would lose their worker between two checkpoints.");
        if (options.RetryDelayMax < options.RetryDelay)
            errors.Add($"{ReplayOptions.SectionName}:RetryDelayMax ({options.RetryDelayMax}) must not be less than RetryDelay ({options.RetryDelay}).");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
