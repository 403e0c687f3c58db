using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KinesisPlatform.LocalAws.Emr;
using KinesisPlatform.LocalAws.Emr.Clusters;
using KinesisPlatform.LocalAws.Http;
using KinesisPlatform.LocalAws.Http.Faults;
using KinesisPlatform.LocalAws.Http.Signing;
using KinesisPlatform.LocalAws.Kinesis;
using KinesisPlatform.LocalAws.S3;
using KinesisPlatform.LocalAws.S3.Storage;
using KinesisPlatform.LocalAws.Sqs;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.LocalAws;

/// <summary>An AWS of one machine: Kinesis, S3, SQS and EMR on one port of 127.0.0.1, told apart as AWS does. Runs inside a test or as the program of this project.</summary>
public sealed class LocalAwsServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalAwsServer(WebApplication app) => _app = app;

    /// <summary>Where clients point their endpoint, such as <c>http://127.0.0.1:4566</c>.</summary>
    public Uri Endpoint => new(_app.Urls.Single());

    /// <exception cref="OptionsValidationException">With every option that is wrong.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<LocalAwsServer> StartAsync(LocalAwsOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        options.ThrowIfInvalid();
        var builder = WebApplication.CreateSlimBuilder();
        // What stops the start is thrown, and told once by who catches it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        // Four lines for each request would cost more than the request.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, options.Port, listen =>
            {
                // TLS negotiates HTTP/2 itself.
                if (string.IsNullOrEmpty(options.CertificateFile)) listen.UseHttp2PriorKnowledge();
                else listen.UseHttps(ReadCertificate(options));
            });
            // HTTP/2 without TLS says http, where Kestrel is made to believe in https.
            kestrel.AllowAlternateSchemes = true;
            kestrel.Limits.MaxRequestBodySize = null;
            // A subscriber may be slow for as long as its subscription lasts.
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddSingleton(options).AddSingleton(time)
            .AddSingleton<ILocalService, KinesisService>()
            .AddSingleton<ILocalService, SqsService>()
            .AddSingleton<ILocalService, EmrService>()
            .AddSingleton<ILocalService, S3Service>()
            .AddSingleton<IS3Storage>(_ => options.DataFolder is { } folder ? new FolderStorage(Path.Combine(folder, "s3")) : new MemoryStorage())
            .AddSingleton<S3Buckets>()
            .AddSingleton<ClusterDirectory>()
            .AddSingleton<EmrFailures>()
            .AddSingleton<SignatureCheck>()
            .AddSingleton<FaultRegistry>()
            .AddSingleton<FaultInjection>()
            .AddSingleton<ServiceRouter>();
        var app = builder.Build();
        // Now, not at the first request: a folder that cannot be used or a bucket's bad name stops the start.
        var router = app.Services.GetRequiredService<ServiceRouter>();
        app.MapGet("/_local/health", () => Results.Ok(new { status = "ok", services = router.ServiceNames.ToDictionary(name => name, _ => "running") }));
        app.MapFaults();
        app.MapEmrFailures();
        app.MapFallback("{**path}", router.HandleAsync);
        await app.StartAsync(cancellationToken);
        var server = new LocalAwsServer(app);
        app.Logger.Listening(server.Endpoint, string.Join(", ", router.ServiceNames));
        return server;
    }

    private static X509Certificate2 ReadCertificate(LocalAwsOptions options)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.CertificateKeyFile);
        }
        catch (CryptographicException error)
        {
            throw new InvalidOperationException($"{options.CertificateFile} and {options.CertificateKeyFile} are not a certificate in PEM and its private key: {error.Message}", error);
        }
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
