using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner;

/// <summary>Checks every setting by itself, by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ProvisionerOptionsValidator : IValidateOptions<ProvisionerOptions>;
