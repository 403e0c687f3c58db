using KinesisPlatform.Archive;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>The tests' data files are text already.</summary>
internal sealed class TextNdjsonConverter : INdjsonConverter
{
    public PlatformException? Failure { get; set; }

    public async Task<long> ConvertAsync(string dataFilePath, string path, CancellationToken cancellationToken)
    {
        if (Failure is { } failure) throw failure;
        File.Copy(dataFilePath, path);
        return (await File.ReadAllLinesAsync(path, cancellationToken)).Length;
    }
}
