using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator;

/// <summary>Checks every setting by itself, by its attributes.</summary>
[OptionsValidator]
internal sealed partial class ReplayOptionsValidator : IValidateOptions<ReplayOptions>;
