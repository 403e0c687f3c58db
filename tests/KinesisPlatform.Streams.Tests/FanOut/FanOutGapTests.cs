using KinesisPlatform.Streams.Tests.Reading;

namespace KinesisPlatform.Streams.Tests.FanOut;

public sealed class FanOutGapTests() : ShardReaderGapContract(ReadingMode.FanOut);
