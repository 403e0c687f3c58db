using System.Text.Json;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.Cli.Tests.Processes;

/// <summary>What kp asks of AWS itself.</summary>
public sealed class BucketTests
{
    private static readonly string[] NoServices = ["--gateway-url", "http://127.0.0.1:9", "--replay-url", "http://127.0.0.1:9", "--provisioner-url", "http://127.0.0.1:9", "--archiver-url", "http://127.0.0.1:9"];

    [Fact]
    public async Task Doctor_StoreTakesEveryPutWhateverItsConditions_FailsAndSaysWhatThatMeans()
    {
        await using var store = await ScriptedService.StartAsync(app => app.MapFallback((HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"1\"";
            return Results.Ok();
        }));

        var run = await Kp.RunAsync(["doctor", "--json", "--bucket", "careless", .. NoServices], EnvironmentFor(store.Address));

        var bucket = JsonDocument.Parse(run.Output).RootElement.GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("check").GetString() == "bucket");
        Assert.Equal((1, "failed"), (run.ExitCode, bucket.GetProperty("state").GetString()));
        Assert.Contains("ignores conditional writes", bucket.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NothingIsSetAndNothingAnswers_SaysWhereItLooked()
    {
        var run = await Kp.RunAsync(["doctor", .. NoServices], null);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("FAILED  query-gateway: query-gateway does not answer at http://127.0.0.1:9", run.Output, StringComparison.Ordinal);
        Assert.Contains("skipped all of it", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("4 checks failed.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_SameFileTwice_IsThereOnceUnderItsHash()
    {
        await using var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { Port = 0, Buckets = { "resources" } }, TimeProvider.System, default);
        var path = Path.Combine(Directory.CreateTempSubdirectory("kp-upload-").FullName, "drill.tar.gz");
        await File.WriteAllTextAsync(path, "abc");
        string[] args = ["upload-resources", path, "--to", "s3://resources/mine", "--gateway-url", "http://127.0.0.1:9"];

        var first = await Kp.RunAsync(args, EnvironmentFor(aws.Endpoint.AbsoluteUri));
        var second = await Kp.RunAsync([.. args, "--json"], EnvironmentFor(aws.Endpoint.AbsoluteUri));

        const string uri = "s3://resources/mine/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad/drill.tar.gz";
        Assert.Equal((0, $"{uri}  3 B\n"), (first.ExitCode, first.Output));
        Assert.Contains($"--set drill.tarball={uri} --set drill.sha256=ba7816bf", first.Error, StringComparison.Ordinal);
        var again = Assert.Single(JsonDocument.Parse(second.Output).RootElement.EnumerateArray());
        Assert.Equal((uri, false), (again.GetProperty("uri").GetString(), again.GetProperty("isNew").GetBoolean()));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task Upload_BucketIsNotThere_IsNotFound()
    {
        await using var aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { Port = 0 }, TimeProvider.System, default);

        var run = await Kp.RunAsync(["upload-resources", typeof(BucketTests).Assembly.Location, "--to", "s3://nowhere-at-all/x", "--gateway-url", "http://127.0.0.1:9"], EnvironmentFor(aws.Endpoint.AbsoluteUri));

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Contains("nowhere-at-all", run.Error, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> EnvironmentFor(string endpoint) => new()
    {
        ["AWS_ENDPOINT_URL"] = endpoint, ["AWS_REGION"] = "us-east-1", ["AWS_ACCESS_KEY_ID"] = "local", ["AWS_SECRET_ACCESS_KEY"] = "local",
    };
}
