using System.Security.Cryptography;
using KinesisPlatform.LocalAws.S3;
using KinesisPlatform.LocalAws.S3.Storage;

namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>Every cluster of this emulator, the newest first. Thread-safe: one request at a time.</summary>
internal sealed class ClusterDirectory(LocalAwsOptions options, S3Buckets buckets, EmrFailures failures, TimeProvider time)
{
    // Kept in memory, ended ones too; EMR forgets those after two months.
    private const int ClusterCountMax = 10_000;
    private const int IdCharacters = 13;

    private readonly Lock _gate = new();
    private readonly List<EmrCluster> _clusters = [];

    /// <summary>Runs one request, every cluster caught up with the clock.</summary>
    public T Use<T>(Func<DateTimeOffset, T> request)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var cluster in _clusters) cluster.CatchUp(now);
            return request(now);
        }
    }

    public IReadOnlyList<EmrCluster> All => _clusters;

    public EmrCluster? Find(string id) => _clusters.Find(cluster => cluster.Id == id);

    /// <exception cref="EmrException">InvalidRequestException.</exception>
    public EmrCluster Get(string id) => Find(id) ?? throw EmrException.NoSuchCluster(id);

    /// <param name="request">RunJobFlow's.</param>
    public EmrCluster Start(EmrRequest request, DateTimeOffset now)
    {
        if (_clusters.Count >= ClusterCountMax) throw EmrException.Validation($"This emulator holds {ClusterCountMax} clusters, its maximum: start it anew.");
        var id = NewId("j-");
        var collections = InstanceCollection.All(request.Part("Instances") ?? throw EmrException.Missing("Instances"), NewId);
        var cluster = new EmrCluster(id, $"arn:aws:elasticmapreduce:{options.Region}:{options.AccountId}:cluster/{id}", request, collections, FailureOf(request), options.EmrTransition, now);
        cluster.Add(NewSteps(request, now), now);
        _clusters.Insert(0, cluster);
        return cluster;
    }

    public static IReadOnlyList<EmrStep> NewSteps(EmrRequest request, DateTimeOffset now)
    {
        var steps = request.Parts("Steps").Select(step => new EmrStep(NewId("s-"), step, now)).ToList();
        // What is wrong with a step is said when it is asked for, not when it is listed.
        foreach (var step in steps) step.ToJson();
        return steps;
    }

    private static string NewId(string prefix) => prefix + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", IdCharacters);

    // What is asked for, or a script that is not there: on a real cluster that ends the start as well.
    private EmrFailure? FailureOf(EmrRequest request)
    {
        if (failures.Take() is { } failure) return failure;
        var actions = request.Parts("BootstrapActions");
        for (var i = 0; i < actions.Count; i++)
        {
            var script = actions[i].Part("ScriptBootstrapAction") ?? throw EmrException.Missing("ScriptBootstrapAction");
            if (!IsThere(script.RequiredText("Path"))) return new("bootstrap", i + 1);
        }
        return null;
    }

    private bool IsThere(string path)
    {
        if (!Uri.TryCreate(path, UriKind.Absolute, out var uri) || uri.Scheme is not ("s3" or "s3a" or "s3n")) return true;
        // AWS' own scripts are not on this machine.
        if (uri.Host.EndsWith("elasticmapreduce", StringComparison.Ordinal)) return true;
        try
        {
            return buckets.Get(uri.Host).Find(Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'))) is not null;
        }
        catch (S3Exception)
        {
            return false;
        }
    }
}
