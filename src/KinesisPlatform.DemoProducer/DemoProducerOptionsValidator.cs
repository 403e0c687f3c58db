using Microsoft.Extensions.Options;

namespace KinesisPlatform.DemoProducer;

[OptionsValidator]
internal sealed partial class DemoProducerOptionsValidator : IValidateOptions<DemoProducerOptions>;
