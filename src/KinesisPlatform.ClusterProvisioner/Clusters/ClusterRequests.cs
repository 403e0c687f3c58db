using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KinesisPlatform.Access;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Following;
using KinesisPlatform.ClusterProvisioner.Launches;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>
/// Takes <c>POST /clusters</c>: the settings that differ (<c>cluster.schema.json</c>), and besides them <c>clientToken</c>, which makes the request idempotent, and <c>dryRun</c>.
/// </summary>
internal sealed partial class ClusterRequests(
    ClusterSettingsReader settingsReader, CostEstimator costs, ClusterStore clusters, ClusterFileUploader files, ClusterPlace place, IMessageSender messages, FollowerService followers, TimeProvider time, Func<Guid> newId,
    ILogger<ClusterRequests> logger)
{
    /// <param name="body">Is taken apart.</param>
    /// <param name="errors">Everything that is wrong, by member; what is returned is null then.</param>
    public ClusterRequest? Read(JsonObject body, RequestErrors errors)
    {
        var (token, dryRun) = (Take(body, "clientToken"), Take(body, "dryRun"));
        if (token is not null && !(token.GetValueKind() == JsonValueKind.String && TokenPattern().IsMatch(token.GetValue<string>()))) errors.Add("clientToken", "Must be 1 to 64 letters, digits, '-' or '_', chosen anew for each cluster that is wanted.");
        if (dryRun is not null && dryRun.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)) errors.Add("dryRun", "Must be true or false.");
        if (settingsReader.Read(body, errors.Add) is not { } settings) return null;
        var estimate = costs.Estimate(settings);
        CheckLimit(settings, estimate, errors);
        // The settings as they came, not as they were merged: the same request means the same cluster, whatever the defaults have become between two tries.
        return !errors.IsEmpty ? null : new(settings, estimate, token?.GetValue<string>(), dryRun?.GetValue<bool>() ?? false, Convert.ToHexStringLower(SHA256.HashData(Canonical(body))));
    }

    /// <summary>Makes the request durable and has it launched.</summary>
    /// <returns>The cluster of the token, and whether it is new.</returns>
    public async Task<(ClusterDocument Document, bool IsNew)> AcceptAsync(ClusterRequest request, StreamAccess access, CancellationToken cancellationToken)
    {
        var id = ClusterId.Of(access.KeyId, request.ClientToken ?? newId().ToString("N"));
        var document = new ClusterDocument(id, access.KeyId, request.Hash, request.Settings, request.Estimate, time.GetUtcNow(), Activity.Current?.Id);
        var (stored, isNew) = await clusters.CreateAsync(document, cancellationToken);
        if (isNew) logger.ClusterRequested(id, request.Settings.Name);
        await WakeAsync(id, cancellationToken);
        return (stored, isNew);
    }

    public async Task<ClusterPlan> PlanAsync(ClusterRequest request, StreamAccess access, CancellationToken cancellationToken)
    {
        var set = files.Compose(request.Settings, await files.FindTablesAsync(request.Settings, cancellationToken));
        var launch = LaunchComposer.Compose(ClusterId.Of(access.KeyId, request.ClientToken ?? ""), request.Settings, set, place);
        return new(true, request.Estimate, request.Settings, set.Files.DistinctBy(place.UriOf).ToDictionary(place.UriOf, file => file.Content), LaunchJson.Write(launch));
    }

    /// <summary>Has the cluster looked after now: here, and through the queue should this instance die.</summary>
    public async Task WakeAsync(string id, CancellationToken cancellationToken)
    {
        followers.Wake(id);
        try
        {
            await messages.SendAsync(new LaunchCluster(id), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The document is there: the next sweep finds it.
            logger.CommandNotSent(id, e);
        }
    }

    private static void CheckLimit(ClusterSettings settings, CostEstimate estimate, RequestErrors errors)
    {
        if (settings.CostLimitPerMonth is not { } limit) return;
        if (estimate.PerMonthAtMaximum is not { } largest) errors.Add("costLimitPerMonth", $"The cost is not known, so it cannot be held against the limit. {estimate.Notes[0]}");
        else if (largest.High > limit) errors.Add("costLimitPerMonth", $"At its largest it is estimated to cost {largest.High} {estimate.Currency} a month, above the limit of {limit}. Make it smaller, or raise the limit.");
    }

    private static JsonNode? Take(JsonObject body, string name) => body.Remove(name, out var value) ? value : null;

    // The order of members means nothing.
    private static byte[] Canonical(JsonNode node)
    {
        JsonNode? Sorted(JsonNode? value) => value switch
        {
            JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => value?.DeepClone(),
        };
        return JsonSerializer.SerializeToUtf8Bytes(Sorted(node), SettingsJson.Options);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TokenPattern();
}
