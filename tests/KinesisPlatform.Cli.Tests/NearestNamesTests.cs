using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli.Tests;

public sealed class NearestNamesTests
{
    private static readonly string[] Known = ["flights", "flights-replay", "orders", "order-lines", "clicks"];

    [Theory]
    [InlineData("flihgts", "flights")]
    [InlineData("Flights", "flights,flights-replay")]
    [InlineData("order", "order-lines,orders")]
    [InlineData("clics", "clicks")]
    [InlineData("nothing-like-it", "")]
    [InlineData("x", "")]
    public void Of_ANameThatIsNotThere_AreTheOnesMeant(string name, string expected) => Assert.Equal(expected, string.Join(',', NearestNames.Of(name, Known)));

    [Fact]
    public void Hint_NothingIsNear_TellsWhatThereIs()
    {
        Assert.Equal("There are flights, flights-replay, orders, order-lines, clicks.", StreamNames.HintOf("zzzzzz", Known));
        Assert.Equal("There are no streams yet that this key may read.", StreamNames.HintOf("zzzzzz", []));
    }
}
