using Microsoft.Extensions.Options;

namespace KinesisPlatform.Leases;

[OptionsValidator]
internal sealed partial class LeaseOptionsValidator : IValidateOptions<LeaseOptions>;
