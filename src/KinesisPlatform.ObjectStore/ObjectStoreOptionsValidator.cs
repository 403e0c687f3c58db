using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ObjectStore;

internal sealed partial class ObjectStoreOptionsValidator : IValidateOptions<ObjectStoreOptions>
{
    private const int MiB = 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, ObjectStoreOptions options)
    {
        List<string> errors = [.. Errors(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Errors(ObjectStoreOptions options)
    {
        const string section = ObjectStoreOptions.SectionName;
        if (!BucketName().IsMatch(options.Bucket))
            yield return $"{section}:Bucket '{options.Bucket}' is no bucket's name: 3-63 lower-case letters, digits, '-' or '.', with a letter or digit at both ends.";
        if (!Enum.IsDefined(options.Encryption))
            yield return $"{section}:Encryption is {options.Encryption}: use BucketDefault, S3 or Kms.";
        if (options.KmsKeyId is not null && options.Encryption != ObjectEncryption.Kms)
            yield return $"{section}:KmsKeyId is set but Encryption is {options.Encryption}: the key would not be used. Set Encryption to Kms, or remove the key.";
        if (options.KmsKeyId is { Length: 0 })
            yield return $"{section}:KmsKeyId is empty: name a key, or leave it out for the account's aws/s3 key.";
        if (options.PartBytes is < 5 * MiB or > 1024 * MiB)
            yield return $"{section}:PartBytes is {options.PartBytes}: S3 refuses parts below {5 * MiB}, and more than {1024 * MiB} would be sent again as a whole on every failure.";
        if (options.PartsInFlightMax is < 1 or > 32)
            yield return $"{section}:PartsInFlightMax is {options.PartsInFlightMax}: 1-32.";
        if (options.RetriesMax is < 0 or > 20)
            yield return $"{section}:RetriesMax is {options.RetriesMax}: 0-20.";
        if (options.RetryDelay < TimeSpan.FromMilliseconds(1) || options.RetryDelay > TimeSpan.FromSeconds(5))
            yield return $"{section}:RetryDelay is {options.RetryDelay}: 1 ms - 5 s.";
    }

    [GeneratedRegex(@"\A(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
