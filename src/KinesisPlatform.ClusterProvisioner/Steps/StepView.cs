using Amazon.ElasticMapReduce.Model;

namespace KinesisPlatform.ClusterProvisioner.Steps;

/// <param name="State">pending, cancel_pending, running, completed, cancelled, failed or interrupted: EMR's, in small letters.</param>
internal sealed record StepView(string? Id, string? Name, string? State, string? Reason, string? Log, DateTimeOffset? CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt)
{
    public static StepView Of(StepSummary step)
    {
        var (status, failure) = (step.Status, step.Status?.FailureDetails);
        return new(step.Id, step.Name, status?.State?.Value.ToLowerInvariant(), failure is null ? status?.StateChangeReason?.Message : string.Join(' ', new[] { failure.Reason, failure.Message }.Where(text => !string.IsNullOrEmpty(text))),
            failure?.LogFile, Utc(status?.Timeline?.CreationDateTime), Utc(status?.Timeline?.StartDateTime), Utc(status?.Timeline?.EndDateTime));
    }

    private static DateTimeOffset? Utc(DateTime? time) => time is { } t ? new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)) : null;
}
