using System.Globalization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Where a replay's documents are in the bucket.</summary>
/// <param name="prefix">Without slashes at its ends; empty for none.</param>
internal sealed class ReplayKeys(string prefix)
{
    private readonly string _root = prefix.Length == 0 ? "" : prefix + "/";

    public string Jobs => $"{_root}_replays/";

    /// <summary>One empty object per unfinished job: a coordinator that starts need not read every job there ever was.</summary>
    public string ActiveJobs => $"{_root}_replay-active/";

    public string Job(string id) => $"{Jobs}{id}.json";

    public string ActiveJob(string id) => $"{ActiveJobs}{id}";

    public string Plan(string id) => $"{_root}_replay-plans/{id}.json";

    public string Part(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{_root}_replay-parts/{id}/{number:D5}.json");

    public string DeadLetters(string id) => $"{_root}_replay-dead-letters/{id}/";

    public string DeadLetters(string id, int part, long checkpoint) => string.Create(CultureInfo.InvariantCulture, $"{DeadLetters(id)}{part:D5}-{checkpoint:D10}.json");
}
