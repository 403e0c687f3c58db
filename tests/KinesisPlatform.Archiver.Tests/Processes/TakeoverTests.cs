using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Archive;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.DuckDb;
using KinesisPlatform.LocalAws;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Archiver.Tests.Processes;

/// <summary>Two archiver processes share a stream through the documents in the bucket and nothing else.</summary>
public sealed class TakeoverTests
{
    private const string Bucket = "takeover";
    private const int ShardCount = 4;
    private const int RecordCount = 4000;

    private static readonly StreamName Stream = new("takeover");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Archive_OneOfTwoProcessesIsKilled_TheOtherTakesItsShardsAndNothingIsLostOrDoubled()
    {
        await using var aws = await LocalAwsServer.StartAsync(new() { Port = 0, Buckets = { Bucket }, EnforceLimits = false }, TimeProvider.System, default);
        await using var services = ConnectTo(aws.Endpoint);
        await services.GetRequiredService<IStreamDirectory>().EnsureAsync(Stream, ShardCount, default);
        using var first = new ArchiverProgram(aws.Endpoint, "first");
        using var second = new ArchiverProgram(aws.Endpoint, "second");
        await UntilAsync(async () => await second.CountShardsAsync("first") == 2 && await second.CountShardsAsync("second") == 2, first, second);

        await PutAsync(services, 0, RecordCount / 2);
        await UntilAsync(async () => await CountAsync(services) > 0, first, second);
        first.Kill();
        await PutAsync(services, RecordCount / 2, RecordCount / 2);
        await UntilAsync(async () => await second.CountShardsAsync("second") == ShardCount && await CountAsync(services) >= RecordCount, second);

        Assert.Equal((RecordCount, RecordCount), await ReadAsync(services));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, params ArchiverProgram[] programs)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience || programs.Any(program => program.HasExited))
                Assert.Fail($"Not within {Patience}, or an archiver ended:\n{string.Join("\n---\n", programs.Select(program => program.Output))}");
            await Task.Delay(PollInterval);
        }
    }

    private static async Task PutAsync(ServiceProvider services, int from, int count)
    {
        var client = services.GetRequiredService<IKinesisRecordClient>();
        foreach (var batch in Enumerable.Range(from, count).Chunk(500))
        {
            var entries = batch.Select(i => new PutEntry(Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""), $"key-{i}", null)).ToList();
            Assert.All(await client.PutRecordsAsync(Stream.Value, entries, default), result => Assert.Null(result.ErrorCode));
        }
    }

    private static async Task<long> CountAsync(ServiceProvider services) =>
        await services.GetRequiredService<IArchiveCatalog>().OpenAsync(Stream, default) is { } table ? (await table.LoadAsync(default)).RecordCount : 0;

    /// <returns>How many records the table's files hold, and how many different ones.</returns>
    private static async Task<(long All, long Different)> ReadAsync(ServiceProvider services)
    {
        var folder = Directory.CreateTempSubdirectory("takeover-test-");
        try
        {
            var table = (await services.GetRequiredService<IArchiveCatalog>().OpenAsync(Stream, default))!;
            var files = await table.PlanAsync(await table.LoadAsync(default), new ScanBounds(), default);
            foreach (var (file, i) in files.Select((file, i) => (file, i)))
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i:D5}.parquet"), (await services.GetRequiredService<IObjectStore>().GetAsync(file.Key, null, default))!.Content.ToArray());
            using var database = DuckDbDatabase.OpenInMemory();
            using var connection = database.Connect();
            using var counts = connection.Query($"SELECT count(*), count(DISTINCT json_extract(decode(data), '$.n')::INT) FROM read_parquet('{folder.FullName}/*.parquet')");
            Assert.True(counts.ReadChunk());
            return (Convert.ToInt64(counts.GetValue(0, 0), CultureInfo.InvariantCulture), Convert.ToInt64(counts.GetValue(1, 0), CultureInfo.InvariantCulture));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string> Connection(Uri endpoint) => new()
    {
        ["AWS_REGION"] = "us-east-1", ["AWS_ENDPOINT_URL"] = endpoint.ToString(), ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
    };

    private static ServiceProvider ConnectTo(Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([.. Connection(endpoint).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)), new("ObjectStore:Bucket", Bucket)]).Build();
        return new ServiceCollection().AddLogging().AddAwsClients(configuration).AddStreams(configuration).AddObjectStore(configuration).AddArchive(configuration).BuildServiceProvider();
    }

    private sealed class ArchiverProgram : IDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _http;
        private readonly List<string> _lines = [];

        public ArchiverProgram(Uri endpoint, string worker)
        {
            var address = new UriBuilder("http", "127.0.0.1", LoopbackPort.Find()).Uri;
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.Archiver.dll")]) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var (name, value) in Connection(endpoint)) start.Environment[name] = value;
            (string Name, string Value)[] settings =
            [
                ("ASPNETCORE_URLS", address.ToString()), ("ObjectStore__Bucket", Bucket), ("Archiver__Streams", Stream.Value), ("Archiver__BufferAgeMax", "00:00:01"),
                ("Archiver__DiscoveryInterval", "00:00:02"), ("Leases__Worker", worker), ("Leases__HeartbeatInterval", "00:00:02"), ("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
            ];
            foreach (var (name, value) in settings) start.Environment[name] = value;
            _http = new() { BaseAddress = address };
            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => Keep(line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public bool HasExited => _process.HasExited;

        public string Output
        {
            get { lock (_lines) return string.Join('\n', _lines.TakeLast(20)); }
        }

        /// <summary>The shards of the stream that a worker reads, as this process knows it; none before it answers.</summary>
        public async Task<int> CountShardsAsync(string worker)
        {
            try
            {
                using var streams = JsonDocument.Parse(await _http.GetStringAsync("/streams"));
                return streams.RootElement.EnumerateArray().SelectMany(stream => stream.GetProperty("shards").EnumerateArray()).Count(shard => shard.GetProperty("worker").GetString() == worker);
            }
            catch (HttpRequestException)
            {
                return 0;
            }
        }

        /// <summary>SIGKILL: nothing is handed over.</summary>
        public void Kill()
        {
            if (!_process.HasExited) _process.Kill();
            _process.WaitForExit();
        }

        public void Dispose()
        {
            Kill();
            _process.Dispose();
            _http.Dispose();
        }

        private void Keep(string? line)
        {
            if (line is not null) lock (_lines) _lines.Add(line);
        }
    }
}
