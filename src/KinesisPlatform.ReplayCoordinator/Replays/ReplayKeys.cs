using System.Globalization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Where a replay's documents are in the bucket.</summary>
/// <param name="keyPrefix">What they all begin with: a folder and a slash, or nothing.</param>
internal sealed class ReplayKeys(string keyPrefix)
{
    public string Jobs => $"{keyPrefix}_replays/";

    /// <summary>One empty object per job that is not over: a coordinator that starts need not read every job there ever was.</summary>
    public string ActiveJobs => $"{keyPrefix}_replay-active/";

    public string Job(string id) => $"{Jobs}{id}.json";

    public string ActiveJob(string id) => $"{ActiveJobs}{id}";

    public string Plan(string id) => $"{keyPrefix}_replay-plans/{id}.json";

    public string Part(string id, int number) => string.Create(CultureInfo.InvariantCulture, $"{keyPrefix}_replay-parts/{id}/{number:D5}.json");

    public string DeadLetters(string id) => $"{keyPrefix}_replay-dead-letters/{id}/";

    /// <param name="attempt">Within the claim.</param>
    public string DeadLetters(string id, int part, long checkpoint, long epoch, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{DeadLetters(id)}{part:D5}-{checkpoint:D10}-{epoch:D6}-{attempt:D6}.json");

    /// <summary>Which replay a client's token stands for.</summary>
    /// <param name="hash">Of the token and whose it is.</param>
    public string Token(string hash) => $"{keyPrefix}_replay-tokens/{hash}.json";
}
