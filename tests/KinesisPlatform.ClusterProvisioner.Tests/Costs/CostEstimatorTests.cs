using KinesisPlatform.Aws;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Tests.Fakes;

namespace KinesisPlatform.ClusterProvisioner.Tests.Costs;

public sealed class CostEstimatorTests
{
    // An instance's volumes: 100 GiB at 7.30 a month and GiB for 730 hours are 1 an hour.
    private static readonly PriceTable Prices = new()
    {
        AsOf = "2025-06-01", Source = "a test", Region = "us-east-1", Currency = "USD", HoursPerMonth = 730, SpotShare = 0.25m, VolumeGiBMonth = 7.3m,
        Instances = new Dictionary<string, InstancePrice> { ["small"] = new(4, 1), ["large"] = new(10, 2) },
    };

    [Fact]
    public void Estimate_OnDemandOnly_IsOneFigure()
    {
        var estimate = Estimate(Instances(core: new() { OnDemand = 2, Types = [Type("small")] }), new());
        // (4 + 1 + 1) for the primary and for each of two core instances.
        Assert.Equal(new CostRange(18, 18), estimate.PerHour);
        Assert.Equal(new CostRange(13140, 13140), estimate.PerMonth);
        Assert.Equal(estimate.PerMonth, estimate.PerMonthAtMaximum);
        Assert.Equal(["primary onDemand 1", "core onDemand 2"], estimate.Lines.Select(line => $"{line.Role} {line.Market} {line.Units}"));
    }

    [Fact]
    public void Estimate_SeveralTypesAndSpot_IsBetweenTheCheapestAndTheDearest()
    {
        var estimate = Estimate(Instances(core: new() { OnDemand = 4, Types = [Type("small"), Type("large", weight: 3)] }, task: new() { Spot = 2, Types = [Type("small")] }, fallback: SpotFallback.TerminateCluster), new());
        var (core, task) = (estimate.Lines.Single(line => line.Role == "core").PerHour, estimate.Lines.Single(line => line.Role == "task").PerHour);
        // Four small ones at 6, or two large ones at 13.
        Assert.Equal(new CostRange(24, 26), core);
        // 4 * 25% to 4 * 50%, and EMR's 1 and the volumes' 1.
        Assert.Equal(new CostRange(6, 8), task);
    }

    [Fact]
    public void Estimate_SpotThatMayBecomeOnDemand_GoesUpToItsPrice()
    {
        var estimate = Estimate(Instances(core: new() { OnDemand = 1, Types = [Type("small")] }, task: new() { Spot = 1, Types = [Type("small")] }, fallback: SpotFallback.SwitchToOnDemand), new());
        Assert.Equal(new CostRange(3, 6), estimate.Lines.Single(line => line.Role == "task").PerHour);
    }

    [Fact]
    public void Estimate_WithScaling_SaysWhatTheLargestCosts()
    {
        var estimate = Estimate(Instances(core: new() { OnDemand = 1, Types = [Type("small")] }, fallback: SpotFallback.TerminateCluster), new() { Enabled = true, MinimumUnits = 1, MaximumUnits = 10, MaximumOnDemandUnits = 4 });
        // The primary's 6, four on demand at 6, six spot at 3 to 4.
        Assert.Equal(new CostRange((6 + 24 + 18) * 730, (6 + 24 + 24) * 730), estimate.PerMonthAtMaximum);
    }

    [Fact]
    public void Estimate_TypeWithoutPrice_IsNoneAndSaysWhich()
    {
        var estimate = Estimate(Instances(core: new() { OnDemand = 1, Types = [Type("small"), Type("huge")] }), new());
        Assert.Null(estimate.PerHour);
        Assert.Equal(["huge"], estimate.UnknownTypes);
        Assert.Contains("huge", estimate.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_InAnotherRegion_SaysThatPricesAreOfOne()
    {
        var connection = new AwsConnection("eu-central-1", TestKit.TestCredentials.Basic, new Dictionary<string, Uri>());
        var notes = new CostEstimator(Prices, connection).Estimate(Settings(Instances(core: new() { OnDemand = 1, Types = [Type("small")] }), new())).Notes;
        Assert.Contains(notes, note => note.Contains("starts in eu-central-1", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("does not end by itself", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Estimate_OfTheDefaults_HasAPriceOfEveryType()
    {
        await using var aws = await Emulator.StartAsync();
        await using var instance = aws.NewInstance();
        var document = await instance.RequestAsync("{}");
        Assert.Empty(document.Estimate.UnknownTypes);
        Assert.InRange(document.Estimate.PerMonth!.Value.High, 100, 1000);
        Assert.True(document.Estimate.PerMonthAtMaximum!.Value.High > document.Estimate.PerMonth.Value.High);
    }

    private static CostEstimate Estimate(InstanceSettings instances, ScalingSettings scaling) =>
        new CostEstimator(Prices, new("us-east-1", TestKit.TestCredentials.Basic, new Dictionary<string, Uri>())).Estimate(Settings(instances, scaling));

    private static ClusterSettings Settings(InstanceSettings instances, ScalingSettings scaling) => new()
    {
        Name = "test", ReleaseLabel = "emr-7.9.0", Engine = ClusterEngine.Trino, ServiceRole = "a", InstanceProfile = "b", Instances = instances, Scaling = scaling, IdleTermination = new() { Enabled = false },
    };

    private static InstanceSettings Instances(RoleSettings core, RoleSettings? task = null, SpotFallback fallback = SpotFallback.SwitchToOnDemand) => new()
    {
        Primary = new() { OnDemand = 1, Types = [Type("small")] }, Core = core, Task = task ?? new(), VolumeGiB = 70, RootVolumeGiB = 30, Spot = new() { MaxPricePercent = 50, WhenUnavailable = fallback },
    };

    private static InstanceTypeSettings Type(string type, int weight = 1) => new() { Type = type, Weight = weight };
}
