namespace KinesisPlatform.Streams.Tests.Reading;

public sealed class PollingContractTests() : ShardReaderContract(ReadingMode.Polling);
