using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Records;

/// <summary>On the wire: whatever layer below would like to try again.</summary>
public sealed class PutRecordsOnceTests
{
    private const string Put = """{"FailedRecordCount":0,"Records":[{"ShardId":"shardId-000000000000","SequenceNumber":"1"}]}""";

    private static readonly string Taken = $"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {Put.Length}\r\n\r\n{Put}";

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 503 Slow\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 500 Broken\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Failed")]
    public async Task PutRecords_AnswerCutOrBroken_IsSentOnce(string answer)
    {
        await AssertIsSentOnceAsync(config => new KinesisRecordClient(TestCredentials.Basic, config), [answer]);
        await AssertIsSentOnceAsync(config => new JsonKinesisRecordClient(TestCredentials.Basic, config), [answer]);
    }

    [Fact]
    public async Task PutRecords_PooledConnectionIsCut_IsSentOnce() =>
        await AssertIsSentOnceAsync(config => new JsonKinesisRecordClient(TestCredentials.Basic, config), [Taken, ""]);

    /// <param name="answers">To the requests of a connection; the first that are sound are to requests before, the last one cuts it.</param>
    private static async Task AssertIsSentOnceAsync(Func<AmazonKinesisConfig, IKinesisRecordClient> create, IReadOnlyList<string> answers)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var requestCount = 0;
        var server = Task.Run(async () =>
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync(stop.Token);
                foreach (var answer in answers)
                {
                    if (await ReadRequestAsync(connection.GetStream(), stop.Token)) requestCount++;
                    await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
                }
                // Not closed but reset, as by a load balancer that has forgotten the connection.
                connection.LingerState = new(true, 0);
            }
        });
        var client = create(new() { ServiceURL = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", AuthenticationRegion = "us-east-1" });
        using (client as IDisposable)
        {
            foreach (var _ in answers.SkipLast(1)) await PutAsync(client);
            Assert.NotNull(await Record.ExceptionAsync(() => PutAsync(client)));
        }

        Assert.Equal(answers.Count, requestCount);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server);
    }

    private static Task<IReadOnlyList<PutEntryResult>> PutAsync(IKinesisRecordClient client) => client.PutRecordsAsync("flights", [new(new byte[] { 1 }, "k", null)], default);

    /// <returns>False when the connection ended before there was one.</returns>
    private static async Task<bool> ReadRequestAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var (text, buffer) = (new StringBuilder(), new byte[1 << 16]);
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0) return text.Length > 0;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            var request = text.ToString();
            if (request.IndexOf("\r\n\r\n", StringComparison.Ordinal) is not (>= 0 and var end)) continue;
            var length = request[..end].Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1];
            if (request.Length >= end + 4 + int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)) return true;
        }
    }
}
