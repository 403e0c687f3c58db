using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Iceberg;

[OptionsValidator]
internal sealed partial class IcebergOptionsValidator : IValidateOptions<IcebergOptions>;
