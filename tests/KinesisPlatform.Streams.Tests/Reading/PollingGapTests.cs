namespace KinesisPlatform.Streams.Tests.Reading;

public sealed class PollingGapTests() : ShardReaderGapContract(ReadingMode.Polling);
