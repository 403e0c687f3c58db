namespace KinesisPlatform.Aws.Tests.Sqs;

/// <summary>The contract against this repository's own emulator.</summary>
public sealed class LocalAwsSqsContractTests(LocalAwsFixture fixture) : SqsContract(fixture.Endpoint), IClassFixture<LocalAwsFixture>;
