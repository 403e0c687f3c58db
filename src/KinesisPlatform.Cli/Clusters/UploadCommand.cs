using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Aws;
using KinesisPlatform.Cli.Doctor;
using KinesisPlatform.Cli.Output;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Cli.Clusters;

/// <summary>
/// <c>kp upload-resources FILE...</c>: what clusters need that is the user's own (Drill's tarball, bootstrap scripts, jars), under names that hold the content's SHA-256. Without a file, what the
/// provisioner itself would upload for such a cluster, to be looked at before one is launched.
/// </summary>
internal static class UploadCommand
{
    private const string Folder = "_cluster-files/";

    public static Command Create(Interruption interruption)
    {
        var files = new Argument<FileInfo[]>("files") { Description = "Files of your own. Without any, the files that the provisioner would upload itself when it launches such a cluster.", Arity = ArgumentArity.ZeroOrMore };
        files.AcceptExistingOnly();
        var to = new Option<string>("--to") { Description = "Where to, as s3://BUCKET/FOLDER/. By default where the provisioner puts its own.", HelpName = "URI" };
        var settings = new ClusterSettingsOptions();
        return new Command("upload-resources", "Upload what clusters need, under names that tell its content.").With([files, to, .. settings.All]).Does(interruption, async (context, cancellationToken) =>
        {
            var sources = context.Parsed.GetValue(files) is { Length: > 0 } given
                ? [.. given.Select(file => new UploadSource(file.Name, file, null))]
                : await PlannedAsync(context, settings, cancellationToken);
            var place = await FindPlaceAsync(context, context.Parsed.GetValue(to), cancellationToken);
            await UploadAsync(context, place, sources, cancellationToken);
            return ExitCode.Done;
        });
    }

    private static async Task UploadAsync(KpContext context, UploadPlace place, IReadOnlyList<UploadSource> sources, CancellationToken cancellationToken)
    {
        var configuration = place.Aws.Configuration;
        configuration["ObjectStore:Bucket"] = place.Bucket;
        await using var services = new ServiceCollection().AddLogging().AddAwsClients(configuration).AddObjectStore(configuration).BuildServiceProvider();
        var store = services.GetRequiredService<IObjectStore>();
        var uploaded = new List<UploadedFile>();
        try
        {
            foreach (var source in sources)
            {
                var file = await WorkProgress.ShowAsync(context.Terminal, context.Time, $"uploading {source.Name}", _ => UploadAsync(store, place, source, cancellationToken));
                uploaded.Add(file);
                if (!context.IsJson) context.Terminal.Out.WriteLine($"{file.Uri}  {(file.IsNew ? Shown.Bytes(file.LengthBytes) : "was there")}");
            }
        }
        catch (PlatformException error)
        {
            throw new KpException(error.Kind == FailureKind.NotFound ? ExitCode.NotFound : error.Kind == FailureKind.Unavailable ? ExitCode.Unavailable : ExitCode.Failed, error.Message, error) { Hint = "kp doctor looks at credentials and the bucket." };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Terminal.Note($"{Shown.Counted(uploaded.Count, "file")} of {sources.Count} uploaded; of the one that was on its way nothing is left. The same command goes on with the rest.");
            throw;
        }
        if (context.IsJson) context.Terminal.WriteJson(JsonSerializer.SerializeToElement(uploaded, KpJson.Default.ListUploadedFile));
        foreach (var file in uploaded.Where(file => file.Uri.EndsWith(".tar.gz", StringComparison.Ordinal)))
            context.Terminal.Note($"For Drill: --set engine=drill --set drill.tarball={file.Uri} --set drill.sha256={file.Sha256}");
    }

    private static async Task<UploadedFile> UploadAsync(IObjectStore store, UploadPlace place, UploadSource source, CancellationToken cancellationToken)
    {
        var hash = source.File is { } local ? await HashAsync(local, cancellationToken) : SHA256.HashData(Encoding.UTF8.GetBytes(source.Text!));
        var key = source.Key ?? $"{place.Folder}{Convert.ToHexStringLower(hash)}/{source.Name}";
        var length = source.File?.Length ?? Encoding.UTF8.GetByteCount(source.Text!);
        // What is there under a name that holds its content's hash is that content.
        var isNew = await store.HeadAsync(key, cancellationToken) is null;
        if (isNew && source.File is { } file) await store.PutFileAsync(key, file.FullName, cancellationToken);
        else if (isNew) await store.PutAsync(key, Encoding.UTF8.GetBytes(source.Text!), new PutCondition.IfAbsent(), cancellationToken);
        return new($"s3://{place.Bucket}/{key}", Convert.ToHexStringLower(hash), length, isNew);
    }

    private static async Task<byte[]> HashAsync(FileInfo file, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        return await SHA256.HashDataAsync(content, cancellationToken);
    }

    private static async Task<IReadOnlyList<UploadSource>> PlannedAsync(KpContext context, ClusterSettingsOptions settings, CancellationToken cancellationToken)
    {
        var plan = context.Provisioner.Read(await LaunchCommand.PlanAsync(context, settings.Read(context.Parsed), cancellationToken), KpJson.Default.ClusterPlan);
        return [.. plan.Files.Select(file => new UploadSource(file.Key[(file.Key.LastIndexOf('/') + 1)..], null, file.Value) { Key = new Uri(file.Key).AbsolutePath.TrimStart('/') })];
    }

    private static async Task<UploadPlace> FindPlaceAsync(KpContext context, string? to, CancellationToken cancellationToken)
    {
        var aws = await AwsSettings.FindAsync(context, null, cancellationToken);
        if (to is not null)
        {
            if (!Uri.TryCreate(to.EndsWith('/') ? to : to + "/", UriKind.Absolute, out var uri) || uri.Scheme != "s3" || uri.Host.Length == 0) throw new KpException(ExitCode.Usage, $"--to: '{to}' is not a place such as s3://my-bucket/resources/.");
            return new(aws, uri.Host, uri.AbsolutePath.TrimStart('/'));
        }
        if (aws.Unknown is { } unknown) throw new KpException(ExitCode.Usage, $"Where to is not known: {unknown}.") { Hint = "--to s3://BUCKET/FOLDER/ says it." };
        return new(aws, aws.Bucket ?? throw new KpException(ExitCode.Usage, "The gateway has no table yet that would tell which bucket is the platform's.") { Hint = "--to s3://BUCKET/FOLDER/ says it." }, $"{aws.KeyPrefix}{Folder}");
    }
}
