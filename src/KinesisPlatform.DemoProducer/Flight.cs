namespace KinesisPlatform.DemoProducer;

/// <summary>One record of the data set.</summary>
/// <param name="Origin">The airport's code, the partition key.</param>
/// <param name="Json">The object's text, from brace to brace.</param>
internal readonly record struct Flight(string Origin, ReadOnlyMemory<byte> Json);
