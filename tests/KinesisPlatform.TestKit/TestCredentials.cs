using Amazon.Runtime;

namespace KinesisPlatform.TestKit;

/// <summary>Credentials that open nothing, for clients of emulators.</summary>
public static class TestCredentials
{
    public static AWSCredentials Basic { get; } = new BasicAWSCredentials("AKIDEXAMPLE", "a-secret-of-a-test");
}
