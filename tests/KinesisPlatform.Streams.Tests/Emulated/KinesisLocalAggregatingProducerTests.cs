namespace KinesisPlatform.Streams.Tests.Emulated;

public sealed class KinesisLocalAggregatingProducerTests(KinesisLocalReshardingTests.Fixture fixture) : AggregatingProducerContract(fixture.Endpoint), IClassFixture<KinesisLocalReshardingTests.Fixture>;
