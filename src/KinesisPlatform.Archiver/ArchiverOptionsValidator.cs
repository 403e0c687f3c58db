using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver;

[OptionsValidator]
internal sealed partial class ArchiverOptionsValidator : IValidateOptions<ArchiverOptions>;
