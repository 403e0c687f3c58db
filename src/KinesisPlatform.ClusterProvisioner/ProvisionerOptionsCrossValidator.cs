using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner;

/// <summary>Checks settings against each other.</summary>
internal sealed class ProvisionerOptionsCrossValidator : IValidateOptions<ProvisionerOptions>
{
    public ValidateOptionsResult Validate(string? name, ProvisionerOptions options)
    {
        var errors = new List<string>();
        if (options.PollIntervalMax < options.PollInterval) errors.Add($"{ProvisionerOptions.SectionName}:PollIntervalMax ({options.PollIntervalMax}) must not be less than PollInterval ({options.PollInterval}).");
        if (options.LaunchSettleTime < options.RequestTimeout)
            errors.Add($"{ProvisionerOptions.SectionName}:LaunchSettleTime ({options.LaunchSettleTime}) must not be less than RequestTimeout ({options.RequestTimeout}): a launch would be given up that is still under way.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
