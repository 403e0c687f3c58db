using Amazon.Runtime;

namespace KinesisPlatform.Aws.Tests;

internal static class TestCredentials
{
    public static AWSCredentials Basic { get; } = new BasicAWSCredentials("AKIDEXAMPLE", "a-secret-of-a-test");
}
