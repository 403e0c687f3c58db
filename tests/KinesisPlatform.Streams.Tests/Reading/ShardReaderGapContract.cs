namespace KinesisPlatform.Streams.Tests.Reading;

/// <summary>Gaps under virtual time, whatever the way of reading: the stream keeps records for 24 hours.</summary>
public abstract class ShardReaderGapContract(ReadingMode mode)
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_RetentionPassedWhileNobodyRead_ReportsTheGapOnce(bool refusesTrimmedSequenceNumbers)
    {
        var world = new Virtual(options: new() { Reading = mode });
        world.Kinesis.RefusesTrimmedSequenceNumbers = refusesTrimmedSequenceNumbers;
        var read = world.Put(1);
        var readUpTo = world.Time.GetUtcNow();
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Put(2);
        world.Time.Advance(Retention + TimeSpan.FromMilliseconds(1));
        world.Put(3);

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 3);

        Assert.Equal([(byte)3], Virtual.DataOf(batches));
        var gap = Assert.Single(batches, b => b.Gap is not null).Gap!;
        Assert.Equal(read.SequenceNumber, gap.After);
        Assert.Equal(readUpTo, gap.From);
        Assert.InRange(gap.To, readUpTo + TimeSpan.FromHours(1), readUpTo + TimeSpan.FromHours(1.2));
        Assert.NotNull(batches[0].Gap);
    }

    [Fact]
    public async Task Read_ClockThatWasAheadSaidUpToWhenItWasRead_ReportsTheGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        var read = world.Put(1);
        var readUpTo = world.Time.GetUtcNow() + TimeSpan.FromMinutes(5);
        world.Put(2);
        world.Time.Advance(Retention + TimeSpan.FromMinutes(2));
        world.Put(3);

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 1);

        Assert.Equal(read.SequenceNumber, batches[0].Gap!.After);
    }

    [Fact]
    public async Task Read_RetentionPassedAndTheShardIsEmptyNow_ReportsTheGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        var read = world.Put(1);
        var readUpTo = world.Time.GetUtcNow();
        world.Put(2);
        world.Time.Advance(Retention + TimeSpan.FromHours(1));

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 2);

        Assert.NotNull(batches[0].Gap);
        Assert.Null(batches[1].Gap);
        Assert.Empty(Virtual.DataOf(batches));
    }

    [Fact]
    public async Task Read_ShardWasReadButIdleForLongerThanRetention_IsNoGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        var read = world.Put(1);
        world.Time.Advance(TimeSpan.FromDays(3));
        var readUpTo = world.Time.GetUtcNow();
        world.Time.Advance(TimeSpan.FromHours(2));
        world.Put(2);

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 2);

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
        Assert.All(batches, b => Assert.Null(b.Gap));
    }

    [Fact]
    public async Task Read_SequenceNumberOfAnIdleShardIsRefused_GoesOnWithoutAGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        world.Kinesis.RefusesTrimmedSequenceNumbers = true;
        var read = world.Put(1);
        world.Time.Advance(TimeSpan.FromDays(3));
        var readUpTo = world.Time.GetUtcNow();
        world.Put(2);

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 3, number =>
        {
            if (number == 1) world.Put(3);
        });

        Assert.Equal([(byte)2, (byte)3], Virtual.DataOf(batches));
        Assert.All(batches, b => Assert.Null(b.Gap));
    }

    [Fact]
    public async Task Read_LastRecordIsStillThere_IsNoGapHoweverOldTheCheckpoint()
    {
        var world = new Virtual(options: new() { Reading = mode });
        var readUpTo = world.Time.GetUtcNow() - TimeSpan.FromHours(30);
        var read = world.Put(1);
        world.Put(2);

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 2);

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
        Assert.All(batches, b => Assert.Null(b.Gap));
    }

    [Fact]
    public async Task Read_NothingWasInTheShardAndRetentionPassed_ReportsTheGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        var readUpTo = world.Time.GetUtcNow();
        world.Put(1);
        world.Time.Advance(Retention + TimeSpan.FromHours(1));
        world.Put(2);

        var batches = await world.ReadAsync(new ReadPosition.After(null, readUpTo), 1);

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
        Assert.Equal((null, readUpTo), (batches[0].Gap!.After, batches[0].Gap!.From));
    }

    [Fact]
    public async Task Read_OvertakenByRetentionWhileReading_ReportsTheGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        world.Put(1);

        var batches = await world.ReadAsync(new ReadPosition.TrimHorizon(), 3, number =>
        {
            if (number != 1) return;
            world.Put(2);
            world.Time.Advance(Retention + TimeSpan.FromHours(1));
            world.Put(3);
        });

        Assert.Equal([(byte)1, (byte)3], Virtual.DataOf(batches));
        Assert.NotNull(batches[1].Gap);
    }

    [Fact]
    public async Task Read_RetentionWasLengthened_IsNoGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        await world.Kinesis.IncreaseStreamRetentionPeriodAsync(new() { StreamName = "flights", RetentionPeriodHours = 72 });
        var read = world.Put(1);
        var readUpTo = world.Time.GetUtcNow();
        world.Put(2);
        world.Time.Advance(TimeSpan.FromHours(48));

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 1);

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
        Assert.Null(batches[0].Gap);
    }

    [Fact]
    public async Task Read_SequenceNumberIsRefusedAsRetentionWasCutShort_ReportsTheGap()
    {
        var world = new Virtual(options: new() { Reading = mode });
        world.Kinesis.RefusesTrimmedSequenceNumbers = true;
        await world.Kinesis.IncreaseStreamRetentionPeriodAsync(new() { StreamName = "flights", RetentionPeriodHours = 48 });
        var read = world.Put(1);
        var readUpTo = world.Time.GetUtcNow();
        // Another reader of the process has the period asked for.
        await world.ReadAsync(new ReadPosition.TrimHorizon(), 1);
        world.Time.Advance(TimeSpan.FromHours(30));
        await world.ReadAsync(new ReadPosition.Latest(), 1);
        await world.Kinesis.DecreaseStreamRetentionPeriodAsync(new() { StreamName = "flights", RetentionPeriodHours = 24 });
        world.Put(2);

        var batches = await world.ReadAsync(new ReadPosition.After(read.SequenceNumber, readUpTo), 1);

        Assert.Equal([(byte)2], Virtual.DataOf(batches));
        Assert.Equal(read.SequenceNumber, batches[0].Gap!.After);
        Assert.Equal(readUpTo, batches[0].Gap!.From);
    }
}
