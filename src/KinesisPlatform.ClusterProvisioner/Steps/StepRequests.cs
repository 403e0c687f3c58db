using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Emr;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.ClusterProvisioner.Steps;

/// <summary>
/// Adds steps to a cluster, once for each client token. EMR knows no token for steps: each carries it as a property, and what a lost answer left behind is found by it, never by asking again.
/// </summary>
internal sealed class StepRequests(IObjectStore store, ClusterPlace place, OnceOnlyEmr once, EmrReads emr, TimeProvider time, ILogger<StepRequests> logger)
{
    /// <exception cref="PlatformException">Conflict: the cluster takes no steps, or the token stands for others. Unavailable: whether EMR took them is not known yet.</exception>
    public async Task<StepsView> AddAsync(ClusterDocument cluster, IReadOnlyList<StepSettings> steps, string token, CancellationToken cancellationToken)
    {
        if (cluster is not { EmrId: { } emrId, HasEnded: false } || cluster.Phase == ClusterPhase.Terminating)
            throw new PlatformException(FailureKind.Conflict, $"Cluster {cluster.Id} is {PhaseNames.Of(cluster.Phase)}: steps can be added from when EMR has it until it ends.");
        var (tokenHash, requestHash) = (Hash(Encoding.UTF8.GetBytes(token)), Hash(JsonSerializer.SerializeToUtf8Bytes(steps, SettingsJson.Options)));
        var key = place.Steps(cluster.Id, tokenHash);
        var intent = new StepsDocument(requestHash, steps.Count, time.GetUtcNow(), StepIds: null);
        if (await store.PutAsync(key, Bytes(intent), new PutCondition.IfAbsent(), cancellationToken) is not { } etag) return await FindEarlierAsync(cluster.Id, emrId, key, tokenHash, requestHash, cancellationToken);
        return await SendAsync(cluster.Id, emrId, steps, key, tokenHash, intent, etag, cancellationToken);
    }

    private async Task<StepsView> SendAsync(string clusterId, string emrId, IReadOnlyList<StepSettings> steps, string key, string tokenHash, StepsDocument intent, ETag etag, CancellationToken cancellationToken)
    {
        List<string> ids;
        try
        {
            var request = new AddJobFlowStepsRequest { JobFlowId = emrId, Steps = [.. steps.Select(step => StepComposer.Compose(step, tokenHash))] };
            ids = (await once.Client.AddJobFlowStepsAsync(request, cancellationToken)).StepIds ?? [];
        }
        catch (Exception e) when (EmrFailures.IsOf(e) && !cancellationToken.IsCancellationRequested)
        {
            if (EmrFailures.OutcomeOf(e) == SendOutcome.Unknown) return await FindSentAsync(clusterId, emrId, key, tokenHash, intent, cancellationToken);
            // Surely not taken: the token is free again.
            await store.DeleteAsync(key, cancellationToken);
            throw EmrFailures.ToPlatform(e, "elasticmapreduce:AddJobFlowSteps");
        }
        logger.StepsAdded(clusterId, ids.Count);
        await store.PutAsync(key, Bytes(intent with { StepIds = ids }), new PutCondition.IfMatch(etag), cancellationToken);
        return new(clusterId, ids);
    }

    private async Task<StepsView> FindEarlierAsync(string clusterId, string emrId, string key, string tokenHash, string requestHash, CancellationToken cancellationToken)
    {
        var found = await store.GetAsync(key, null, cancellationToken) is { } stored ? JsonSerializer.Deserialize<StepsDocument>(stored.Content.Span, SettingsJson.Options) : null;
        if (found is null) throw new PlatformException(FailureKind.Conflict, "The same steps were refused a moment ago: send the request again.");
        if (found.RequestHash != requestHash) throw new PlatformException(FailureKind.Conflict, "The client token was used for other steps. Send these with a new token.");
        return found.StepIds is { } ids ? new(clusterId, ids) : await FindSentAsync(clusterId, emrId, key, tokenHash, found, cancellationToken);
    }

    private async Task<StepsView> FindSentAsync(string clusterId, string emrId, string key, string tokenHash, StepsDocument intent, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var step in emr.ListStepsAsync(emrId, cancellationToken))
            if (step is { Id: { } id, Config.Properties: { } properties } && properties.GetValueOrDefault(StepComposer.TokenProperty) == tokenHash) ids.Add(id);
        if (ids.Count < intent.Count)
            throw new PlatformException(FailureKind.Unavailable, "Whether EMR took the steps is not known: its answer was lost, and it does not list them yet. Send the same request with the same token again to see; if it lists none in some minutes, send them with a new token.");
        // The newest first, as EMR lists them.
        ids.Reverse();
        await store.PutAsync(key, Bytes(intent with { StepIds = ids }), new PutCondition.None(), cancellationToken);
        return new(clusterId, ids);
    }

    private static byte[] Bytes(StepsDocument document) => JsonSerializer.SerializeToUtf8Bytes(document, SettingsJson.Options);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
