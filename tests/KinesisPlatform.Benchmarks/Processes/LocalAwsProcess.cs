using System.Diagnostics;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Benchmarks.Processes;

/// <summary>LocalAws in a process of its own, so that its CPU time is not the client's.</summary>
internal sealed class LocalAwsProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly LoopbackCertificate? _certificate;

    private LocalAwsProcess(Process process, Uri endpoint, LoopbackCertificate? certificate) => (_process, Endpoint, _certificate) = (process, endpoint, certificate);

    public Uri Endpoint { get; }

    /// <param name="certificate">Of an endpoint over TLS; null for plain HTTP.</param>
    /// <param name="enforcesLimits">Whether shards throttle as the service's do.</param>
    public static async Task<LocalAwsProcess> StartAsync(LoopbackCertificate? certificate, bool enforcesLimits, CancellationToken cancellationToken)
    {
        var port = LoopbackPort.Find();
        var program = Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.LocalAws.dll");
        string[] tls = certificate is null
            ? []
            : [$"--{LocalAwsOptions.SectionName}:CertificateFile={certificate.CertificateFile}", $"--{LocalAwsOptions.SectionName}:CertificateKeyFile={certificate.KeyFile}"];
        var start = new ProcessStartInfo("dotnet", [program, $"--{LocalAwsOptions.SectionName}:Port={port}", $"--{LocalAwsOptions.SectionName}:EnforceLimits={enforcesLimits}", $"--{LocalAwsOptions.SectionName}:SubscriptionTakeover=00:00:00", $"--{LocalAwsOptions.SectionName}:Buckets:0=benchmark", .. tls])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var local = new LocalAwsProcess(Process.Start(start)!, new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{port}"), certificate);
        local._process.BeginOutputReadLine();
        local._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Console.Error.WriteLine(line.Data);
        };
        local._process.BeginErrorReadLine();
        try
        {
            await local.WaitForHealthAsync(cancellationToken);
            return local;
        }
        catch
        {
            await local.DisposeAsync();
            throw;
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

    private async Task WaitForHealthAsync(CancellationToken cancellationToken)
    {
        using var client = new TrustingHttpClientFactory(_certificate).CreateHttpClient(null!);
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartDeadline && !_process.HasExited)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(Endpoint, "/_local/health"), cancellationToken);
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
        throw new InvalidOperationException($"LocalAws did not answer on {Endpoint} within {StartDeadline}.");
    }
}
