using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>Records to archive: what they hold, and how many of them.</summary>
/// <param name="Name">Such as <c>500 B</c>.</param>
/// <param name="PayloadAt">By the record's place; no two are the same.</param>
/// <param name="PayloadBytes">Of all records.</param>
internal sealed record ArchiveCase(string Name, Func<int, (string Key, byte[] Data)> PayloadAt, long PayloadBytes, int RecordCount, int ShardCount)
{
    private const int PutCountMax = 500;

    private static readonly string[] Pages = ["/", "/search", "/basket", "/checkout", "/account/orders", "/help/returns", "/products/lamps", "/products/desks", "/products/chairs"];
    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    ];

    public string Stream => $"archive-{Name.Replace(' ', '-')}";

    /// <summary>The 20,000 flights of npm package vega-datasets as the demo producer puts them, over and over with the number of the pass, about 100 B each: real data.</summary>
    public static ArchiveCase Flights(int recordCount, int shardCount)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryFolder.Path, "src/npm/node_modules/vega-datasets/data/flights-20k.json")));
        var flights = document.RootElement.EnumerateArray().Select(flight => (Key: flight.GetProperty("origin").GetString()!, Json: flight.GetRawText()[..^1])).ToList();
        return Of("flights", i => (flights[i % flights.Count].Key, Encoding.UTF8.GetBytes($"{flights[i % flights.Count].Json},\"pass\":{i / flights.Count + 1}}}")), recordCount, shardCount);
    }

    /// <summary>Events of a web shop of one length, seeded: ids are random, the rest is as repetitive as such events are.</summary>
    public static ArchiveCase Events(string name, int bytes, int recordCount, int shardCount) => Of(name, i => Event(new(bytes * 31 + i), i, bytes), recordCount, shardCount);

    private static ArchiveCase Of(string name, Func<int, (string Key, byte[] Data)> payloadAt, int recordCount, int shardCount) =>
        new(name, payloadAt, Enumerable.Range(0, recordCount).Sum(i => (long)payloadAt(i).Data.Length), recordCount, shardCount);

    public async Task FillAsync(KinesisRecordClient records, CancellationToken cancellationToken)
    {
        for (var put = 0; put < RecordCount; put += PutCountMax)
        {
            var entries = Enumerable.Range(put, Math.Min(PutCountMax, RecordCount - put)).Select(PayloadAt).Select(payload => new PutEntry(payload.Data, payload.Key, null)).ToList();
            var results = await records.PutRecordsAsync(Stream, entries, cancellationToken);
            if (results.FirstOrDefault(result => result.ErrorCode is not null) is { ErrorCode: not null } failed)
                throw new InvalidOperationException($"{Stream} could not be filled: {failed.ErrorCode} {failed.ErrorMessage}");
        }
    }

    /// <summary>As they would be read from one shard.</summary>
    public List<StreamRecord> ToRecords()
    {
        var shard = new ShardId("shardId-000000000000");
        var arrived = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return [.. Enumerable.Range(0, RecordCount).Select(i => (Place: i, Payload: PayloadAt(i))).Select(record => new StreamRecord(
            shard, SequenceNumber.Parse(string.Create(CultureInfo.InvariantCulture, $"4966000000000000000000000000000000000000000{record.Place + 1_000_000_000_000L:D13}")), 0,
            Encoding.UTF8.GetBytes(record.Payload.Key), null, arrived.AddMilliseconds(record.Place / 10), record.Payload.Data))];
    }

    private static (string Key, byte[] Data) Event(Random random, int i, int bytes)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $$"""{"id":"{{random.NextInt64():x16}}","at":"2026-01-01T{{i / 3600 % 24:D2}}:{{i / 60 % 60:D2}}:{{i % 60:D2}}Z","user":{{random.Next(100_000)}},"page":"{{Pages[random.Next(Pages.Length)]}}","ms":{{random.Next(2000)}}"""));
        if (bytes > 300) text.Append(CultureInfo.InvariantCulture, $",\"agent\":\"{Agents[random.Next(Agents.Length)]}\",\"session\":\"{random.NextInt64():x16}{random.NextInt64():x16}\"");
        for (var item = 0; text.Length < bytes - 60; item++)
            text.Append(CultureInfo.InvariantCulture, $",\"item{item}\":{{\"sku\":\"{random.Next(5000):D6}\",\"price\":{random.Next(100, 99_999) / 100.0},\"count\":{random.Next(1, 4)}}}");
        return ($"user-{random.Next(100_000):D5}", Encoding.UTF8.GetBytes(text.Append(",\"pad\":\"").Append('-', Math.Max(0, bytes - text.Length - 2)).Append("\"}").ToString()));
    }
}
