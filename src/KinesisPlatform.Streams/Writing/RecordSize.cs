using System.Globalization;
using System.Text;

namespace KinesisPlatform.Streams.Writing;

/// <summary>A record's size as Kinesis counts it, and what Kinesis would refuse.</summary>
internal static class RecordSize
{
    private const int PartitionKeyCharactersMax = 256;
    private const int ErrorsShownMax = 10;

    /// <summary>Data and partition key in UTF-8.</summary>
    public static int BytesOf(OutgoingRecord record) => record.Data.Length + Encoding.UTF8.GetByteCount(record.PartitionKey);

    /// <exception cref="PlatformException">Invalid: the record can never be put.</exception>
    public static int Measure(StreamName stream, OutgoingRecord record, int recordBytesMax)
    {
        var bytes = BytesOf(record);
        return ErrorOf(record, bytes, recordBytesMax) is { } error
            ? throw new PlatformException(FailureKind.Invalid, $"Nothing was put on stream {stream}: the record {error}.") { IsOfRecord = true }
            : bytes;
    }

    /// <exception cref="PlatformException">Invalid: some records can never be put; names each by its index.</exception>
    public static void Check(StreamName stream, IReadOnlyList<OutgoingRecord> records, int recordBytesMax)
    {
        var errors = new List<string>();
        for (var i = 0; i < records.Count; i++)
        {
            if (ErrorOf(records[i], BytesOf(records[i]), recordBytesMax) is { } error) errors.Add($"record {i} {error}");
        }
        if (errors.Count == 0) return;
        var more = errors.Count > ErrorsShownMax ? $"; and {errors.Count - ErrorsShownMax} more" : "";
        throw new PlatformException(FailureKind.Invalid, $"Nothing was put on stream {stream}: {string.Join("; ", errors.Take(ErrorsShownMax))}{more}.") { IsOfRecord = true };
    }

    private static string? ErrorOf(OutgoingRecord record, int bytes, int recordBytesMax)
    {
        if (bytes > recordBytesMax) return $"has {bytes} bytes with its partition key, more than the {recordBytesMax} that the stream takes";
        if (record.PartitionKey.Length is 0 or > PartitionKeyCharactersMax) return $"has a partition key of {record.PartitionKey.Length} characters; 1 to {PartitionKeyCharactersMax} are allowed";
        if (record.ExplicitHashKey is { } key && (!UInt128.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _) || key is ['0', _, ..])) return "has an explicit hash key that is no decimal number of 128 bits, without leading zeros";
        return null;
    }
}
