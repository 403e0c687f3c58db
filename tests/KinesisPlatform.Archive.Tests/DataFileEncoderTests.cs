using System.Collections;
using KinesisPlatform.Archive.DataFiles;
using Microsoft.Extensions.Options;
using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class DataFileEncoderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("archive-tests-").FullName;

    [Fact]
    public async Task Encode_AsManyAsMayBe_AreWrittenAtTheSameTimeAndNoMore()
    {
        using var encoder = new DuckDbDataFileEncoder(Options.Create(new ArchiveOptions { TemporaryFolder = _parent, EncodeCountMax = 2 }));
        var (one, other, third) = (new SlowRun(), new SlowRun(), new SlowRun());
        Task<EncodedDataFile>[] files = [Encode(encoder, one), Encode(encoder, other)];
        await Task.WhenAll(one.Touched, other.Touched);

        var late = Encode(encoder, third);
        Assert.False(third.Touched.IsCompleted);
        third.MayBeTouched = () => one.IsReleased;
        third.Release();
        one.Release();
        Assert.Equal(1, (await late).RecordCount);
        other.Release();

        Assert.All(await Task.WhenAll(files), file => Assert.Equal(1, file.RecordCount));
        Assert.False(third.WasTouchedTooEarly);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1024, 3)]
    [InlineData(25_000, 5)]
    public async Task Encode_LargeRecords_AreInSmallerGroups(int bytes, int groups)
    {
        using var encoder = new DuckDbDataFileEncoder(Options.Create(new ArchiveOptions { TemporaryFolder = _parent }));
        var data = new byte[bytes];
        StreamRecord[] run = [.. Enumerable.Range(1, 10_000).Select(i => Record(Shard0, i) with { Data = data })];

        var file = await encoder.EncodeAsync([run], Path.Combine(_parent, Path.GetRandomFileName()), CancellationToken.None);

        Assert.Equal((10_000, groups), (file.RecordCount, file.SplitOffsets.Count));
    }

    [Fact]
    public void Open_LeftoversOfAKilledProcess_AreDeletedAtTheStart()
    {
        var dead = Path.Combine(_parent, "kinesis-platform-dead");
        Directory.CreateDirectory(Path.Combine(dead, "kinesis-platform-merge-1"));
        File.WriteAllText($"{dead}.lock", "");

        using var encoder = new DuckDbDataFileEncoder(Options.Create(new ArchiveOptions { TemporaryFolder = _parent }));

        Assert.False(Directory.Exists(dead));
    }

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    private Task<EncodedDataFile> Encode(DuckDbDataFileEncoder encoder, SlowRun run) => encoder.EncodeAsync([run], Path.Combine(_parent, Path.GetRandomFileName()), CancellationToken.None);

    /// <summary>One record, which whoever asks for it has to wait for.</summary>
    private sealed class SlowRun : IReadOnlyList<StreamRecord>
    {
        private readonly TaskCompletionSource _touched = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new();

        public Task Touched => _touched.Task;

        public bool IsReleased => _released.Task.IsCompleted;

        public Func<bool> MayBeTouched { get; set; } = () => true;

        public bool WasTouchedTooEarly { get; private set; }

        public int Count
        {
            get
            {
                Touch();
                return 1;
            }
        }

        public StreamRecord this[int index]
        {
            get
            {
                Touch();
                return Record(Shard0, 1);
            }
        }

        public void Release() => _released.TrySetResult();

        public IEnumerator<StreamRecord> GetEnumerator()
        {
            Touch();
            yield return Record(Shard0, 1);
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private void Touch()
        {
            WasTouchedTooEarly |= !MayBeTouched();
            _touched.TrySetResult();
            _released.Task.Wait();
        }
    }
}
