using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archive;

[OptionsValidator]
internal sealed partial class ArchiveOptionsValidator : IValidateOptions<ArchiveOptions>;
