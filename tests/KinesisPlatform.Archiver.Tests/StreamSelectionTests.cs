using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Tests;

public sealed class StreamSelectionTests
{
    [Theory]
    [InlineData("*", "Orders,clicks,orders,orders-eu,orders-us", "")]
    [InlineData("orders-*", "orders-eu,orders-us", "")]
    [InlineData("*s", "Orders,clicks,orders,orders-us", "")]
    [InlineData("orders", "orders", "")]
    [InlineData("orders,orders-*,clicks", "clicks,orders,orders-eu,orders-us", "")]
    [InlineData("orders-*,nope", "orders-eu,orders-us", "nope")]
    [InlineData("nope,clicks", "clicks", "nope")]
    public async Task Find_NamesAndPatterns_MeanTheStreamsThereAre(string options, string found, string missing)
    {
        var selected = await Find(options, new(), []);

        Assert.Equal(found, string.Join(',', selected.Found));
        Assert.Equal(missing, string.Join(',', selected.Missing));
    }

    [Fact]
    public async Task Find_NamesOnly_NeverListsAndDescribesOnlyWhatIsNotArchived()
    {
        var account = new Account();

        await Find("orders,clicks", account, [new("orders")]);

        Assert.Equal((0, 1), (account.ListCount, account.DescribeCount));
    }

    [Fact]
    public async Task Find_APattern_ListsOnceAndDescribesNothing()
    {
        var account = new Account();

        await Find("orders*,clicks,nope", account, []);

        Assert.Equal((1, 0), (account.ListCount, account.DescribeCount));
    }

    [Theory]
    [InlineData(10, 30)]
    [InlineData(300, 30)]
    [InlineData(1000, 100)]
    public void Interval_ManyStreams_IsStretchedToTenDescriptionsASecond(int streamCount, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new DescribePace(new()) { StreamCount = streamCount }.Interval);

    private static Task<SelectedStreams> Find(string options, Account account, HashSet<StreamName> archived) =>
        new StreamSelection(new() { Streams = options.Split(',') }, account).FindAsync(archived, default);

    private sealed class Account : IStreamDirectory
    {
        private readonly List<StreamName> _streams = [.. ((string[])["orders-us", "orders", "Orders", "orders-eu", "clicks"]).Select(name => new StreamName(name))];

        public int ListCount { get; private set; }

        public int DescribeCount { get; private set; }

        public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken)
        {
            ListCount++;
            return Task.FromResult<IReadOnlyList<StreamName>>(_streams);
        }

        public Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken)
        {
            DescribeCount++;
            return Task.FromResult(_streams.Contains(stream) ? new StreamDescription(stream, "", default, "ACTIVE", TimeSpan.FromDays(1), []) : null);
        }

        public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
