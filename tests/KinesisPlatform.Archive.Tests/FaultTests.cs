using KinesisPlatform.Archive.Iceberg;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

/// <summary>Everything that changes a table, with a fault at each request in turn, before and after its effect; then another process goes on.</summary>
public sealed class FaultTests : IDisposable
{
    private readonly ArchiveFixture _archive = new();
    private int _archived;

    public FaultTests()
    {
        (_archive.Options.SnapshotCountMax, _archive.Options.MetadataLogLengthMax, _archive.Options.ManifestMergeCount) = (3, 10, 3);
        _archive.Options.SweepSafeAge = TimeSpan.FromHours(1);
    }

    public enum Fault
    {
        KilledBefore,
        KilledAfter,
        FailedBefore,
        FailedAfter,
        ConditionClaimedNotToHold,
        ReadFailed,
    }

    [Theory]
    [InlineData(Fault.KilledBefore)]
    [InlineData(Fault.KilledAfter)]
    [InlineData(Fault.FailedBefore)]
    [InlineData(Fault.FailedAfter)]
    [InlineData(Fault.ConditionClaimedNotToHold)]
    [InlineData(Fault.ReadFailed)]
    public async Task Table_FaultAtAnyRequest_LosesAndDoublesNothing(Fault fault)
    {
        for (var step = 0; ; step++)
        {
            var (reads, writes) = (0, 0);
            _archive.Store.Before = _ => writes++ != step ? Task.CompletedTask : fault switch
            {
                Fault.KilledBefore => throw new OperationCanceledException("The process was killed."),
                Fault.FailedBefore => throw new PlatformException(FailureKind.Unavailable, "The store did not answer."),
                _ => Task.CompletedTask,
            };
            _archive.Store.After = _ => writes - 1 == step && fault switch
            {
                Fault.KilledAfter => throw new OperationCanceledException("The process was killed."),
                Fault.FailedAfter => throw new PlatformException(FailureKind.Unavailable, "The response was lost."),
                _ => fault == Fault.ConditionClaimedNotToHold,
            };
            _archive.Store.BeforeRead = _ =>
            {
                if (reads++ == step && fault == Fault.ReadFailed) throw new PlatformException(FailureKind.Unavailable, "The store did not answer.");
            };
            try { await LiveAsync(); }
            catch (OperationCanceledException) when (fault is Fault.KilledBefore or Fault.KilledAfter) { }
            catch (PlatformException exception) when (exception.Kind == FailureKind.Unavailable) { }
            (_archive.Store.Before, _archive.Store.After, _archive.Store.BeforeRead) = (_ => Task.CompletedTask, _ => false, _ => { });
            await CheckAsync();
            if ((fault == Fault.ReadFailed ? reads : writes) <= step) return;
        }
    }

    // What a process does: it knows nothing but what the table tells.
    private async Task LiveAsync()
    {
        var table = await _archive.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            var last = (await table.LoadAsync(CancellationToken.None)).Checkpoints?.Shards[Shard0];
            var from = last is null ? 0 : (int)Number(last.Last!.Value);
            Assert.True(from >= _archived, "A checkpoint went back.");
            await AppendAsync(table, Append(last, Record(Shard0, from + 1, ArrivalOf(from + 1)), Record(Shard0, from + 2, ArrivalOf(from + 2))));
            _archived = from + 2;
        }
        await table.EvolveSchemaAsync([SchemaField.New($"column_{_archived}", FieldType.Of("long"))], false, CancellationToken.None);
        var version = await table.LoadAsync(CancellationToken.None);
        var hour = (await table.PlanAsync(version, new(), CancellationToken.None)).GroupBy(file => file.Hour).First(files => files.Count() > 1);
        await table.PinAsync("pin", version, CancellationToken.None);
        await _archive.MergeAsync(table, [.. hour]);
        await table.UnpinAsync("pin", CancellationToken.None);
        await table.CutAsync(ArrivalOf(_archived - 40), CancellationToken.None);
        _archive.Time.Advance(_archive.Options.SweepSafeAge * 3);
        await table.SweepAsync(false, CancellationToken.None);
    }

    private async Task CheckAsync()
    {
        var table = await _archive.OpenAsync();
        await _archive.AssertNothingMissingAsync(table);
        var version = await table.LoadAsync(CancellationToken.None);
        var stored = (await _archive.NumbersAsync(table, Shard0)).Order().ToArray();
        var committed = version.Checkpoints is { } map ? (int)Number(map.Shards[Shard0].Last!.Value) : 0;
        Assert.True(committed >= _archived);
        _archived = committed;
        // Nothing is missing but what arrived before the archive was cut, and nothing is there twice.
        Assert.Equal(Numbers(committed - stored.Length, committed), stored);
        Assert.True(committed == stored.Length || ArrivalOf(committed - stored.Length) < version.CutBefore);
        if (await table.LoadPinnedAsync("pin", CancellationToken.None) is { } pinned) await _archive.ReadAsync(table, pinned);
    }

    private static DateTimeOffset ArrivalOf(int number) => Noon.AddMinutes(10 * number);

    public void Dispose() => _archive.Dispose();
}
