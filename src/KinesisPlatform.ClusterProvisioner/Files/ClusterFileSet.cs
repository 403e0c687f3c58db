using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Files;

/// <summary>What a cluster needs in the bucket, and what it does with it when it starts.</summary>
/// <param name="BootstrapActions">On every instance, in this order.</param>
/// <param name="Steps">Once, when the cluster is up.</param>
internal sealed record ClusterFileSet(IReadOnlyList<ClusterFile> Files, IReadOnlyList<ScriptSettings> BootstrapActions, IReadOnlyList<StepSettings> Steps)
{
    private const string CommandRunner = "command-runner.jar";

    public static ClusterFileSet Of(ClusterSettings settings, IReadOnlyList<ArchivedTable> tables, ClusterPlace place)
    {
        var files = new List<ClusterFile>();
        string Add(ClusterFile file)
        {
            files.Add(file);
            return place.UriOf(file);
        }

        var region = place.Region ?? "us-east-1";
        var actions = new List<ScriptSettings>();
        var steps = new List<StepSettings> { CreateTables(Add(HiveScript.Write(tables, settings, place))) };
        if (settings.Engine == ClusterEngine.Trino)
        {
            actions.Add(new() { Name = "Add the gateway's catalog to Trino", Script = Add(FileTemplates.Script(TrinoFiles.InstallScript)), Args = [settings.Gateway.Catalog, Add(TrinoFiles.Catalog(settings, place)), settings.Gateway.TokenFrom!, region] });
            steps.Add(new() { Name = "Look whether Trino reaches the gateway's catalog", Jar = CommandRunner, Args = ["trino-cli", "--catalog", settings.Gateway.Catalog, "--execute", "SHOW SCHEMAS"] });
        }
        else
        {
            actions.Add(new()
            {
                Name = "Install Apache Drill",
                Script = Add(FileTemplates.Script(DrillFiles.InstallScript)),
                Args =
                [
                    settings.Drill.Tarball!, settings.Drill.Sha256!, Add(DrillFiles.Override()), Add(DrillFiles.Storage(tables, place)), Add(DrillFiles.CoreSite(place)),
                    $"{settings.Drill.HeapGiB}", $"{settings.Drill.DirectMemoryGiB}", region,
                ],
            });
        }
        if (settings.IdleTermination.Enabled)
            actions.Add(new() { Name = "Tell EMR when queries run", Script = Add(FileTemplates.Script(FileTemplates.IdleGuardScript)), Args = [settings.Engine == ClusterEngine.Trino ? "trino" : "drill"] });
        return new(files, [.. actions, .. settings.BootstrapActions], [.. steps, .. settings.Steps]);
    }

    /// <summary>Makes Hive's tables, those of streams that have come since included.</summary>
    /// <param name="script">Where its HiveQL is.</param>
    public static StepSettings CreateTables(string script) => new() { Name = "Create Hive's tables", Jar = CommandRunner, Args = ["hive-script", "--run-hive-script", "--args", "-f", script] };
}
