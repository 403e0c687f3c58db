using KinesisPlatform.Archive.Avro;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tests;

public sealed class AvroTests
{
    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-1L, "01")]
    [InlineData(1L, "02")]
    [InlineData(-64L, "7F")]
    [InlineData(64L, "8001")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Long_IsZigZagInSevenBits(long value, string hex)
    {
        var writer = new AvroWriter();
        writer.WriteLong(value);

        Assert.Equal(hex, Convert.ToHexString(writer.Written.Span));
        Assert.Equal(value, new AvroReader(writer.Written).ReadLong());
    }

    [Fact]
    public void Manifest_WrittenAndRead_IsTheSame()
    {
        var file = new EncodedDataFile(3, 1000, new Dictionary<int, long> { [1] = 10 }, new Dictionary<int, long> { [1] = 3 }, new Dictionary<int, long> { [1] = 0 },
            new Dictionary<int, byte[]> { [1] = [1, 2], [2] = [] }, new Dictionary<int, byte[]>()) { SplitOffsets = [4, 1L << 40], IsSorted = true };
        ManifestEntry[] entries = 
        [
            new(ManifestEntryStatus.Added, 5, null, null, "s3://b/a.parquet", -1, file), new(ManifestEntryStatus.Existing, 4, 2, 3, "s3://b/ü.parquet", 500_000, file),
            new(ManifestEntryStatus.Deleted, 5, 1, 1, "s3://b/b.parquet", 7, file), new(ManifestEntryStatus.Added, 5, 8, null, "s3://b/c.parquet", 8, file),
        ];
        var content = ManifestCodec.Write(entries, ArchiveSchema.Schema);
        var manifest = ManifestFile.Of("s3://b/m.avro", content.Length, 5, entries).At(9);

        var read = ManifestCodec.Read(content).Select(entry => entry.At(9)).ToList();

        var resolved = entries.Select(entry => entry with { SequenceNumber = entry.SequenceNumber ?? 9, FileSequenceNumber = entry.FileSequenceNumber ?? 9 });
        Assert.Equal(resolved, read.Select(entry => entry with { File = file }));
        Assert.Equal((9, 2), (manifest.SequenceNumber, manifest.SequenceNumberMin));
        Assert.Equivalent(file, read[0].File, strict: true);
        Assert.Equal([manifest], ManifestListCodec.Read(ManifestListCodec.Write(5, null, 9, [manifest])));
    }

    [Fact]
    public void Read_DamagedAnywhere_IsAnErrorAndNotACrash()
    {
        var manifest = new ManifestFile("s3://b/m.avro", 10, 9, 9, 5, 1, 0, 0, 3, 0, 0, -1, 7);
        var content = ManifestListCodec.Write(5, 4, 9, [manifest]);

        for (var length = 0; length < content.Length; length++)
        {
            var exception = Record.Exception(() => AvroFile.Read(content.AsMemory(0, length)));
            Assert.True(exception is null or FormatException or System.Text.Json.JsonException or KeyNotFoundException, $"{length}: {exception}");
        }
    }

    [Theory]
    [InlineData("x", "x", "x")]
    [InlineData("exactly 16 chars", "exactly 16 chars", "exactly 16 chars")]
    [InlineData("more than 16 chars", "more than 16 cha", "more than 16 chb")]
    [InlineData("üüüüüüüüüüüüüüüüü", "üüüüüüüüüüüüüüüü", "üüüüüüüüüüüüüüüý")]
    [InlineData("aaaaaaaaaaaaaaa\u007F!", "aaaaaaaaaaaaaaa\u007F", "aaaaaaaaaaaaaaa\u0080")]
    [InlineData("aaaaaaaaaaaaaaa\uD7FF!", "aaaaaaaaaaaaaaa\uD7FF", "aaaaaaaaaaaaaaa\uE000")]
    [InlineData("aaaaaaaaaaaaaa\U0010FFFF\U0010FFFF!", "aaaaaaaaaaaaaa\U0010FFFF\U0010FFFF", "aaaaaaaaaaaaab")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😁")]
    public void TextBounds_OfAnyLength_AreCutAsIcebergDoes(string value, string expectedLower, string expectedUpper)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(value);
        var (lower, upper) = (SingleValue.LowerText(text), SingleValue.UpperText(text));

        Assert.Equal((expectedLower, expectedUpper), (SingleValue.ReadText(lower), SingleValue.ReadText(upper)));
        Assert.True(lower.AsSpan().SequenceCompareTo(text) <= 0);
        Assert.True(upper.AsSpan().SequenceCompareTo(text) >= 0);
    }

    [Fact]
    public void UpperText_OfGreatestCharactersOnly_IsUnknown() =>
        Assert.Null(SingleValue.UpperText(System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("\U0010FFFF", 17)))));
}
