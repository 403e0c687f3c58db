using KinesisPlatform.ClusterProvisioner.Costs;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>Reads the files of settings and prices before the service starts: what is wrong with them is told then, all of it, and not at the first request.</summary>
internal sealed class SettingsCheck(IServiceProvider services) : IHostedService
{
    /// <exception cref="OptionsValidationException">With everything that is wrong.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        Check<ClusterSettingsReader>(errors);
        Check<PriceTable>(errors);
        return errors.Count == 0 ? Task.CompletedTask : throw new OptionsValidationException(ClusterSettingsReader.SectionName, typeof(ClusterSettings), errors);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check<T>(List<string> errors) where T : notnull
    {
        try
        {
            services.GetRequiredService<T>();
        }
        catch (OptionsValidationException e)
        {
            errors.AddRange(e.Failures);
        }
    }
}
