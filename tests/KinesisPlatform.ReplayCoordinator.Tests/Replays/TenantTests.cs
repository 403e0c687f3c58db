using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.ReplayCoordinator.Previews;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.ServiceDefaults.Problems;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>What replays and previews tell a key of records that it does not see.</summary>
public sealed class TenantTests : IAsyncLifetime
{
    private static readonly (string Name, string Value)[] Keys =
    [
        ("0:Id", "part"), ("0:Streams:0:Name", "flights"), ("0:Streams:0:Where", "partition_key = 'a'"), ("0:ReplayTo:0", "*"),
        ("1:Id", "none"), ("1:Streams:0", "other"), ("1:ReplayTo:0", "*"),
        ("2:Id", "masked"), ("2:Streams:0:Name", "flights"), ("2:Streams:0:Masks:partition_key", "NULL"), ("2:ReplayTo:0", "*"),
        ("3:Id", "admin"), ("3:MayAdminister", "true"),
        ("4:Id", "whole"), ("4:Streams:0", "*"), ("4:ReplayTo:0", "*"),
    ];

    private ReplayHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await ReplayHarness.StartAsync(settings: Keys.Concat(Enumerable.Range(0, 5).Select(i => ($"{i}:Verifier", ScramVerifier.Create("any").ToString())))
        .ToDictionary(pair => $"Access:Keys:{pair.Item1}", pair => (string?)pair.Item2));

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public void View_ForAKeyThatSeesAPart_TellsNothingOfTheRest()
    {
        var part = new ReplayPartView(0, null, "running", 30, 5, new(100, 3, 3, 0, 10));
        var view = new ReplayView
        {
            Id = "r", State = ReplayState.Running, Source = "flights", Target = "t", Counts = new(100, 3, 3, 0, 10), Percent = 30, Eta = DateTimeOffset.UnixEpoch, Parts = [part],
        };

        Assert.Same(view, view.SeenBy(Key("whole")));
        Assert.Same(view, view.SeenBy(Key("masked")));
        foreach (var key in (string[])["part", "none", "admin"])
        {
            var seen = view.SeenBy(Key(key));
            Assert.Equal((null, null, null), (seen.Percent, seen.Eta, seen.Counts!.Planned));
            Assert.Equal((null, null, 3), (seen.Parts![0].Percent, seen.Parts[0].Counts.Planned, seen.Parts[0].Counts.Sent));
            Assert.Equal(100, (view with { State = ReplayState.Done }).SeenBy(Key(key)).Percent);
        }
    }

    [Theory]
    [InlineData("part", "part", true)]
    [InlineData("part", "whole", true)]
    [InlineData("whole", "part", false)]
    [InlineData("whole", "admin", false)]
    [InlineData("masked", "masked", false)]
    [InlineData("none", "none", false)]
    public void DeadLetters_AreForWhomTheyWereReadFor_AndForWhoSeesTheStreamWhole(string owner, string caller, bool areThere) =>
        Assert.Equal(areThere, new ReplayJob("r", new("flights", "t") { Owner = owner }, DateTimeOffset.UnixEpoch, null).MaySeeRecords(Key(caller)));

    [Fact]
    public async Task Preview_ForAKeyThatSeesAPart_EstimatesNothing()
    {
        _harness.Archive.Append(Records.Record(1));
        var spec = new ReplaySpec("flights", "flights-replay");

        var part = await _harness.Get<ReplayPreviewer>().PreviewAsync(spec, Key("part"), 10, default);
        var whole = await _harness.Get<ReplayPreviewer>().PreviewAsync(spec, Key("whole"), 10, default);

        Assert.Null(part.Estimate);
        Assert.Contains(part.Notes, note => note.Contains("not estimated", StringComparison.Ordinal));
        Assert.NotNull(whole.Estimate);
        Assert.All(_harness.Archive.Scans, scan => Assert.Contains(scan.Access.KeyId, (string[])["part", "whole"]));
    }

    [Theory]
    [InlineData("none", "source")]
    [InlineData("admin", "source,target")]
    [InlineData("masked", "source")]
    [InlineData("part", "")]
    [InlineData("whole", "")]
    public async Task Request_ForWhatTheKeyMayNotRead_IsRefusedAsIfItWereNotThere(string key, string refused)
    {
        var scanner = new AskedScanner(_harness.Archive);
        var validator = new ReplayValidator(_harness.Archive, _harness.Streams, scanner);
        _harness.Archive.Conditions["late"] = _ => true;
        var errors = new RequestErrors();

        await validator.ValidateAsync(new("flights", "flights-replay") { Where = "late" }, Key(key), errors, default);

        Assert.Equal(refused, string.Join(',', errors.ToDictionary().Keys.Order()));
        // A condition is not compiled against a stream that is none of the caller's: its typed fields would tell.
        Assert.Equal(key is "none" or "admin" ? "_" : "flights", Assert.Single(scanner.Asked).Value);
    }

    private StreamAccess Key(string id) => _harness.Get<AccessKeys>().Find(id)!;

    private sealed class AskedScanner(IArchiveScanner inner) : IArchiveScanner
    {
        public List<StreamName> Asked { get; } = [];

        public IAsyncEnumerable<IReadOnlyList<ScannedRecord>> ScanAsync(ArchiveScan scan, CancellationToken cancellationToken) => inner.ScanAsync(scan, cancellationToken);

        public Task<ScanEstimate> EstimateAsync(ArchiveScan scan, int filesMax, CancellationToken cancellationToken) => inner.EstimateAsync(scan, filesMax, cancellationToken);

        public Task ValidateWhereAsync(StreamName stream, string where, CancellationToken cancellationToken)
        {
            Asked.Add(stream);
            return inner.ValidateWhereAsync(stream, where, cancellationToken);
        }

        public Task ValidateExpressionAsync(StreamName stream, string expression, CancellationToken cancellationToken) => inner.ValidateExpressionAsync(stream, expression, cancellationToken);
    }
}
