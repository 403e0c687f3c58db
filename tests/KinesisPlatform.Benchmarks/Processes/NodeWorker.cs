using System.Diagnostics;
using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>
/// A script of <c>tests/npm/scripts</c> that stays up between rounds, as its compiler warms up too: a line of JSON in, a line of JSON out.
/// It ends when its standard input does, thus with this process.
/// </summary>
internal sealed class NodeWorker : IAsyncDisposable
{
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _script;
    private readonly Process _process;

    private NodeWorker(string script, Process process) => (_script, _process) = (script, process);

    public static NodeWorker Start(string script, LoopbackCertificate? trusted = null)
    {
        if (!Directory.Exists(Path.Combine(RepositoryFolder.TestNpm, "node_modules")))
            throw new InvalidOperationException("The npm packages to compare with are not installed: run `npm ci --prefix tests/npm`.");
        var start = new ProcessStartInfo("node", [Path.Combine(RepositoryFolder.TestNpm, "scripts", script)])
        {
            WorkingDirectory = RepositoryFolder.TestNpm,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (trusted is not null) start.Environment["NODE_EXTRA_CA_CERTS"] = trusted.CertificateFile;
        return new(script, Process.Start(start) ?? throw new InvalidOperationException("node could not be started: install Node.js 20 or newer."));
    }

    /// <exception cref="InvalidOperationException">The script ended, or did not answer in time; it wrote why to standard error.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(object question, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question, Json).AsMemory(), deadline.Token);
            await _process.StandardInput.FlushAsync(deadline.Token);
            var line = await _process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException($"{_script} ended without an answer.");
            return JsonSerializer.Deserialize<TAnswer>(line, Json)!;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"{_script} did not answer within {AnswerDeadline}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }
}
