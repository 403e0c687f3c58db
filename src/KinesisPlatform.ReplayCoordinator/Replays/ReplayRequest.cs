using KinesisPlatform.Access;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="ClientToken">Of the caller's choice: a request that is sent again with it makes no second replay. Null for none.</param>
internal sealed record ReplayRequest(ReplaySpec Spec, string? ClientToken)
{
    public ReplayRequest For(StreamAccess caller) => this with { Spec = Spec with { Owner = caller.KeyId } };
}
