using System.Text.Json;
using KinesisPlatform.ClusterProvisioner.Settings;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Costs;

/// <summary>The prices that estimates are made of: <c>prices.json</c>, the user's file and the environment.</summary>
internal static class PriceTableReader
{
    public const string SectionName = "ClusterPrices";

    private static readonly string[] Required = ["asOf", "source", "region", "currency", "hoursPerMonth", "spotShare", "volumeGiBMonth", "instances"];

    /// <exception cref="OptionsValidationException">With everything that is wrong.</exception>
    public static PriceTable Read(ProvisionerOptions options, IConfiguration configuration)
    {
        var layers = new SettingsLayers("prices.json", "prices.schema.json", options.PricesFile, $"{ProvisionerOptions.SectionName}:{nameof(ProvisionerOptions.PricesFile)}", configuration.GetSection(SectionName));
        var missing = Required.Where(name => !layers.Merged.ContainsKey(name)).Select(name => $"{SectionName}: {name} may not be taken away.").ToList();
        return missing.Count == 0 ? layers.Merged.Deserialize<PriceTable>(SettingsJson.Options)! : throw new OptionsValidationException(SectionName, typeof(PriceTable), missing);
    }
}
