using KinesisPlatform.Streams.Tests.Reading;

namespace KinesisPlatform.Streams.Tests.FanOut;

public sealed class FanOutContractTests() : ShardReaderContract(ReadingMode.FanOut);
