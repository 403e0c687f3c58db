using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive.Maintenance;

[OptionsValidator]
internal sealed partial class MergeOptionsValidator : IValidateOptions<MergeOptions>;
