using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

public sealed class ReplayRequestReaderTests
{
    [Fact]
    public void EveryMember_IsRead()
    {
        var (spec, errors) = Read("""
            {"source":"flights","target":"flights-replay","from":"2026-01-01T00:00:00Z","to":"2026-01-01T02:00:00+01:00","where":"true","compact":true,
             "includeReplays":true,"annotate":{"overwrite":true},"pace":{"recordsPerSecond":2.5}}
            """);
        Assert.Empty(errors);
        Assert.Equal(("flights", "flights-replay", "true", true, true), (spec.Source, spec.Target, spec.Where, spec.Compact, spec.IncludeReplays));
        Assert.Equal(TimeSpan.FromHours(1), spec.To - spec.From);
        Assert.Equal("""{"overwrite":true}""", spec.Annotate!.Value.GetRawText());
        Assert.Equal(2.5, spec.Pace!.RecordsPerSecond);
    }

    [Fact]
    public void EveryError_IsToldAtOnce()
    {
        var (_, errors) = Read("""
            {"source":"a b","from":"2026-01-01","to":12,"where":" ","compact":"yes","annotate":{"_replay":1,"data":2,"x":1,"x":2},"pace":{"recordsPerSecond":0,"burst":1},"wehre":"true"}
            """);
        Assert.Equal(["annotate", "compact", "from", "pace", "pace.burst", "source", "target", "to", "wehre", "where"], errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3, errors["annotate"].Length);
    }

    [Theory]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("2026-01-01T01:00:00+01:00")]
    public void FromThatIsNotBeforeTo_IsRefused(string to)
    {
        var (_, errors) = Read($$"""{"source":"a","target":"b","from":"2026-01-01T00:00:00Z","to":"{{to}}"}""");
        Assert.Equal(["from"], errors.Keys);
    }

    [Theory]
    [InlineData("[]", "")]
    [InlineData("""{"source":"a","target":"b","source":"c"}""", "source")]
    [InlineData("""{"source":"a","target":null}""", "target")]
    [InlineData("""{"source":"a","target":"b","from":"2026-01-01T00:00:00"}""", "from")]
    [InlineData("""{"source":"a","target":"b","Where":"true"}""", "Where")]
    public void OneError_IsNamed(string body, string member) => Assert.Equal([member], Read(body).Errors.Keys);

    [Fact]
    public void Nulls_AreAbsent() => Assert.Empty(Read("""{"source":"a","target":"b","from":null,"where":null,"annotate":null,"pace":null,"compact":null}""").Errors);

    private static (ReplaySpec Spec, Dictionary<string, string[]> Errors) Read(string body)
    {
        var errors = new RequestErrors();
        using var document = JsonDocument.Parse(body);
        return (new ReplayRequestReader(errors).Read(document.RootElement), errors.ToDictionary());
    }
}
