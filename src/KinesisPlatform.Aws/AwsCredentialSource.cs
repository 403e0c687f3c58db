using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.CredentialManagement;
using Microsoft.Extensions.Configuration;

namespace KinesisPlatform.Aws;

/// <summary>Finds credentials when a call first needs them, so that a service starts, and says what is wrong, without any.</summary>
internal sealed class AwsCredentialSource : AWSCredentials
{
    private readonly string? _profile;

    private AwsCredentialSource(string? profile) => _profile = profile;

    /// <returns>The keys in the configuration; else those of the profile it names; else the SDK's chain (environment, container, instance, single sign-on).</returns>
    public static AWSCredentials From(IConfiguration configuration)
    {
        var (id, secret, token) = (configuration["AWS_ACCESS_KEY_ID"], configuration["AWS_SECRET_ACCESS_KEY"], configuration["AWS_SESSION_TOKEN"]);
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(secret)) return new AwsCredentialSource(configuration["AWS_PROFILE"]);
        return string.IsNullOrEmpty(token) ? new BasicAWSCredentials(id, secret) : new SessionAWSCredentials(id, secret, token);
    }

    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        try
        {
            return await (await FindAsync()).GetCredentialsAsync();
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException)
        {
            throw new PlatformException(
                FailureKind.Invalid,
                "No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a profile that has them (aws configure, aws sso login), or give this machine a role.",
                e);
        }
    }

    private async Task<AWSCredentials> FindAsync()
    {
        if (string.IsNullOrEmpty(_profile)) return await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(null);
        return new CredentialProfileStoreChain().TryGetAWSCredentials(_profile, out var credentials)
            ? credentials
            : throw new PlatformException(FailureKind.Invalid, $"AWS_PROFILE names the profile '{_profile}', which has no credentials in the AWS configuration files: run aws configure --profile {_profile}, or name another.");
    }
}
