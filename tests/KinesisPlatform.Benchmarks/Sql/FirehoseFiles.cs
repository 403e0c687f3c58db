using System.Globalization;
using System.IO.Compression;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>
/// The records as a Firehose delivery stream leaves them with its defaults: gzip NDJSON of 5 MB of payload each, in folders by the hour of arrival (Amazon Data Firehose Developer Guide,
/// "Configure buffering hints" and "Amazon S3 object name format"). DuckDB reads them as local files: fetching them costs it nothing here.
/// </summary>
internal sealed class FirehoseFiles : IDisposable
{
    private const int FileBytes = 5 << 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sql-benchmark-");
    private readonly DuckDbDatabase _database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "2", ["memory_limit"] = "2GB" });
    private readonly DuckDbConnection _connection;
    private Stream? _file;
    private DateTimeOffset _hour;
    private long _length;

    public FirehoseFiles()
    {
        _connection = _database.Connect();
        _connection.Execute("SET TimeZone = 'UTC'");
    }

    public int FileCount { get; private set; }

    public long PayloadBytes { get; private set; }

    public void Add(SqlEvent record)
    {
        var hour = new DateTimeOffset(record.At.Ticks - record.At.Ticks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        if (_file is null || hour != _hour || _length >= FileBytes) Open(hour);
        _file!.Write(record.Data);
        _file.WriteByte((byte)'\n');
        _length += record.Data.Length + 1;
        PayloadBytes += record.Data.Length;
    }

    public void Close()
    {
        _file?.Dispose();
        _file = null;
    }

    public long Bytes(IReadOnlyList<DateTimeOffset>? hours) => (hours ?? [.. Enumerable.Range(0, SqlCase.Hours).Select(hour => SqlCase.Start.AddHours(hour))])
        .Sum(hour => Directory.Exists(FolderOf(hour)) ? new DirectoryInfo(FolderOf(hour)).EnumerateFiles().Sum(file => file.Length) : 0);

    public QueryCost Run(SqlCase @case, SqlQuery query, CancellationToken cancellationToken)
    {
        var globs = query.Hours is null ? $"'{_folder.FullName}/**/*.gz'" : string.Join(", ", query.Hours.Select(hour => $"'{FolderOf(hour)}/*.gz'"));
        var sql = query.OfFiles($"read_json([{globs}], format = 'newline_delimited', columns = {@case.Members})", @case.KeyMember);
        var usage = ProcessUsage.Start();
        var started = TimeProvider.System.GetTimestamp();
        using var result = _connection.Query(sql, cancellationToken);
        var rows = new List<string>();
        while (result.ReadChunk())
        {
            for (var row = 0; row < result.RowCount; row++)
                rows.Add(string.Join('|', Enumerable.Range(0, result.Columns.Count).Select(column => Convert.ToString(result.GetValue(column, row), CultureInfo.InvariantCulture))));
        }
        return new(usage.Cpu, TimeProvider.System.GetElapsedTime(started), string.Join('\n', rows), Bytes(query.Hours), Bytes(null));
    }

    public void Dispose()
    {
        Close();
        _connection.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    private string FolderOf(DateTimeOffset hour) => Path.Combine(_folder.FullName, hour.ToString("yyyy/MM/dd/HH", CultureInfo.InvariantCulture));

    private void Open(DateTimeOffset hour)
    {
        Close();
        (_hour, _length) = (hour, 0);
        Directory.CreateDirectory(FolderOf(hour));
        _file = new GZipStream(new BufferedStream(File.Create(Path.Combine(FolderOf(hour), $"events-1-{FileCount++:D6}.gz")), 1 << 16), CompressionLevel.Optimal);
    }
}
