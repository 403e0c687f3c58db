using System.Net;
using System.Net.Http.Headers;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class S3FolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Objects_AfterARestart_AreAsTheyWere()
    {
        string[] keys = ["plain", "dir/nested", "../../escape", "a//b/./c", "käse +😀", new('k', 1024)];
        EntityTagHeaderValue? etag;
        await using (var server = await StartAsync("kept"))
        {
            foreach (var key in keys) await PutAsync(server, key, "first " + key);
            await PutAsync(server, "plain", "overwritten");
            await PutAsync(server, "deleted", "x");
            using var deleted = await _http.DeleteAsync(Url(server, "deleted"));
            using var head = await _http.SendAsync(new(HttpMethod.Head, Url(server, "plain")));
            etag = head.Headers.ETag;
        }

        await using (var server = await StartAsync())
        {
            using var plain = await _http.GetAsync(Url(server, "plain"));
            Assert.Equal("overwritten", await plain.Content.ReadAsStringAsync());
            Assert.Equal(etag, plain.Headers.ETag);
            Assert.Equal("text/x-kept", plain.Content.Headers.ContentType!.MediaType);
            Assert.Equal("yes", Assert.Single(plain.Headers.GetValues("x-amz-meta-kept")));
            foreach (var key in keys[1..]) Assert.Equal("first " + key, await _http.GetStringAsync(Url(server, key)));
            using var gone = await _http.GetAsync(Url(server, "deleted"));
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }
    }

    [Fact]
    public async Task Files_WhateverTheKeys_StayInTheFolderAndAreAsManyAsTheObjects()
    {
        await using (var server = await StartAsync("kept"))
        {
            for (var i = 0; i < 3; i++) await PutAsync(server, "../../../escape", $"version {i}");
            await PutAsync(server, "second", "x");
        }

        var bucket = Path.Combine(_folder.Path, "s3", "kept");
        Assert.Equal(2, Directory.GetFiles(Path.Combine(bucket, "objects")).Length);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(bucket, "segments")).Length);
        Assert.Equal(["s3"], Directory.GetFileSystemEntries(_folder.Path).Select(f => Path.GetFileName(f)));
    }

    [Fact]
    public async Task Start_AfterACrash_SweepsWhatNoObjectRefersTo()
    {
        await using (var server = await StartAsync("kept")) await PutAsync(server, "k", "content");
        var bucket = Path.Combine(_folder.Path, "s3", "kept");
        await File.WriteAllTextAsync(Path.Combine(bucket, "segments", "half-written"), "x");
        await File.WriteAllTextAsync(Path.Combine(bucket, "objects", "half.json.1.tmp"), "{");

        await using (var server = await StartAsync()) Assert.Equal("content", await _http.GetStringAsync(Url(server, "k")));

        Assert.Single(Directory.GetFiles(Path.Combine(bucket, "segments")));
        Assert.Single(Directory.GetFiles(Path.Combine(bucket, "objects")));
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefused()
    {
        await using var first = await StartAsync("kept");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync("kept"));

        Assert.Contains("in use by another LocalAws", error.Message, StringComparison.Ordinal);
    }

    private static Uri Url(LocalAwsServer server, string key) => new($"{server.Endpoint}kept/{Uri.EscapeDataString(key)}");

    private async Task<LocalAwsServer> StartAsync(params string[] buckets)
    {
        var options = new LocalAwsOptions { Port = 0, DataFolder = _folder.Path };
        foreach (var bucket in buckets) options.Buckets.Add(bucket);
        return await LocalAwsServer.StartAsync(options, TimeProvider.System, default);
    }

    private async Task PutAsync(LocalAwsServer server, string key, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Url(server, key)) { Content = new StringContent(content, new MediaTypeHeaderValue("text/x-kept")) };
        request.Headers.Add("x-amz-meta-kept", "yes");
        using var response = await _http.SendAsync(request);
        response.EnsureSuccessStatusCode();
    }
}
