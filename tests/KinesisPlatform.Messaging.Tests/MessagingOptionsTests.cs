namespace KinesisPlatform.Messaging.Tests;

public sealed class MessagingOptionsTests
{
    private readonly MessagingOptionsValidator _validator = new();

    [Fact]
    public void Validate_Defaults_Succeeds() => Assert.True(_validator.Validate(null, new()).Succeeded);

    [Fact]
    public void Validate_SeveralWrong_NamesAll()
    {
        var result = _validator.Validate(null, new() { QueuePrefix = "a.b", ReceiveWaitTime = TimeSpan.FromSeconds(21), RetryCount = -1 });
        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains(result.Failures!, f => f.StartsWith("Messaging:ReceiveWaitTime", StringComparison.Ordinal));
    }
}
