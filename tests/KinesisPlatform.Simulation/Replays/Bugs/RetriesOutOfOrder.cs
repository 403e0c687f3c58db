namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Puts several records of a key with one request, and again those of them that were throttled.</summary>
internal sealed class RetriesOutOfOrder : ReplayBug
{
    public override string Name => "replay-unordered-retries";

    public override bool ForgetsOrder => true;
}
