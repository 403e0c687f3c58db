namespace KinesisPlatform.Streams.Tests.Emulated;

public sealed class LocalAwsAggregatingProducerTests(LocalAwsReshardingTests.Fixture fixture) : AggregatingProducerContract(fixture.Endpoint), IClassFixture<LocalAwsReshardingTests.Fixture>;
