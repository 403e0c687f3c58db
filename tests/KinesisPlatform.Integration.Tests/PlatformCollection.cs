namespace KinesisPlatform.Integration.Tests;

/// <summary>One platform for all tests: starting it costs more than they do.</summary>
[CollectionDefinition(Name)]
public sealed class PlatformCollection : ICollectionFixture<PlatformFixture>
{
    public const string Name = "platform";
}
