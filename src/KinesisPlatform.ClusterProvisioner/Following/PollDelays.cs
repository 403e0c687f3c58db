using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Following;

/// <summary>How long to wait before EMR is asked again: longer the longer nothing happens, and never in step with other instances. Safe for concurrent callers.</summary>
internal sealed class PollDelays(IOptions<ProvisionerOptions> options, Random random)
{
    /// <param name="quiet">How often in a row there was nothing new.</param>
    public TimeSpan After(int quiet)
    {
        var delay = options.Value.PollInterval * Math.Pow(2, Math.Min(quiet, 20));
        if (delay > options.Value.PollIntervalMax) delay = options.Value.PollIntervalMax;
        return delay * (1 - (random.NextDouble() / 4));
    }
}
