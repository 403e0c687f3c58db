using System.Globalization;
using System.Text;
using KinesisPlatform.DuckDb;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>Records of six hours, and what is asked of them.</summary>
/// <param name="Read">All of them, in order of arrival; the same each time.</param>
/// <param name="KeyMember">The payloads' member that is the partition key.</param>
/// <param name="Number">One of the payloads' members, a number.</param>
/// <param name="Members">Of the payloads, with their types: nobody has to find them out while he is measured.</param>
internal sealed record SqlCase(string Name, Func<IEnumerable<SqlEvent>> Read, string KeyMember, string Number, string Members, IReadOnlyList<SqlQuery> Queries)
{
    public const int Hours = 6;

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Pages = ["/", "/search", "/basket", "/checkout", "/account/orders", "/help/returns", "/products/lamps", "/products/desks", "/products/chairs"];
    private static readonly string[] Countries = ["DE", "FR", "US", "GB", "BR", "IN", "JP", "SE"];
    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    ];

    /// <summary>Requests to a web site of 430 bytes or so, seeded: ids are random, the rest as repetitive as such events are.</summary>
    public static SqlCase Web(int recordCount) => new("web", () => Web(recordCount, new Random(7)), "\"user\"", "ms",
        "{'at': 'TIMESTAMPTZ', 'user': 'VARCHAR', 'page': 'VARCHAR', 'status': 'BIGINT', 'ms': 'BIGINT'}", Questions("ms", "page", "> 1990", "user-01234"));

    /// <summary>Flights of npm package vega-datasets: real data, in the order of their departure.</summary>
    /// <param name="recordCount">The first of the 3 million.</param>
    public static SqlCase Flights(int recordCount) => new("flights", () => ReadFlights(recordCount), "origin", "delay",
        "{'at': 'TIMESTAMPTZ', 'delay': 'BIGINT', 'distance': 'BIGINT', 'origin': 'VARCHAR'}", Questions("delay", "origin", "> 300", "BGR"));

    private static IReadOnlyList<SqlQuery> Questions(string number, string group, string much, string key)
    {
        // Beginning within an hour, as a part of it.
        var (from, to) = (Start.AddHours(Hours * 0.55), Start.AddHours(Hours * 0.56));
        var range = $"SELECT count(*), sum({{f}}{number})::BIGINT FROM {{t}} WHERE {{at}} >= '{from:yyyy-MM-dd HH:mm:ss}+00'::TIMESTAMPTZ AND {{at}} < '{to:yyyy-MM-dd HH:mm:ss}+00'::TIMESTAMPTZ";
        return
        [
            new("count", "SELECT count(*) FROM {t}"),
            new("filter", $"SELECT count(*), max({{f}}{group}) FROM {{t}} WHERE {{f}}{number} {much}"),
            new("group + sum", $"SELECT {{f}}{group} AS g, count(*) AS n, sum({{f}}{number})::BIGINT AS s FROM {{t}} GROUP BY ALL ORDER BY ALL"),
            new("point lookup", $"SELECT count(*), sum({{f}}{number})::BIGINT FROM {{t}} WHERE {{key}} = '{key}'"),
            new("last per key", $"SELECT count(*), sum(v)::BIGINT FROM (SELECT {{key}} AS k, arg_max({{f}}{number}, {{at}}) AS v FROM {{t}} GROUP BY 1)"),
            new("1 % time range", range),
            new("1 % time range, hours named", range, [new(from.Year, from.Month, from.Day, from.Hour, 0, 0, TimeSpan.Zero)]),
        ];
    }

    private static DateTimeOffset At(int i, int recordCount) => Start.AddMilliseconds((long)i * Hours * 3_600_000 / recordCount);

    private static IEnumerable<SqlEvent> Web(int recordCount, Random random)
    {
        for (var i = 0; i < recordCount; i++)
        {
            var (at, user, page) = (At(i, recordCount), string.Create(CultureInfo.InvariantCulture, $"user-{random.Next(100_000):D5}"), Pages[random.Next(Pages.Length)]);
            var json = string.Create(CultureInfo.InvariantCulture,
                $$"""{"id":"{{random.NextInt64():x16}}{{random.NextInt64():x16}}","at":"{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}","user":"{{user}}","session":"{{random.NextInt64():x16}}","page":"{{page}}","referrer":"https://www.example.com{{Pages[random.Next(Pages.Length)]}}","method":"GET","status":{{(random.Next(50) == 0 ? 404 : 200)}},"ms":{{random.Next(2000)}},"bytes":{{random.Next(200_000)}},"country":"{{Countries[random.Next(Countries.Length)]}}","address":"10.{{random.Next(256)}}.{{random.Next(256)}}.{{random.Next(256)}}","cart":{"items":{{random.Next(9)}},"total":{{random.Next(100, 99_999) / 100.0}}},"agent":"{{Agents[random.Next(Agents.Length)]}}"}""");
            yield return new(user, at, Encoding.UTF8.GetBytes(json));
        }
    }

    private static IEnumerable<SqlEvent> ReadFlights(int recordCount)
    {
        var path = Path.Combine(RepositoryFolder.Path, "src/npm/node_modules/vega-datasets/data/flights-3m.parquet");
        using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "1" });
        using var connection = database.Connect();
        // What departs at the same minute is in the order of the file: the same in every run.
        using var result = connection.Query($"SELECT origin, to_json(f)::VARCHAR FROM (SELECT * EXCLUDE (file_row_number) FROM read_parquet('{path}', file_row_number = true) ORDER BY date, file_row_number LIMIT {recordCount}) AS f");
        for (var i = 0; result.ReadChunk();)
        {
            for (var row = 0; row < result.RowCount; row++, i++)
            {
                var (at, json) = (At(i, recordCount), (string)result.GetValue(1, row)!);
                yield return new((string)result.GetValue(0, row)!, at, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"at":"{{at:yyyy-MM-ddTHH:mm:ss.fffZ}}",{{json.AsSpan(1)}}""")));
            }
        }
    }
}
