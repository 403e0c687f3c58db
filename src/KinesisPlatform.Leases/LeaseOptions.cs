using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.Leases;

/// <summary>How workers share their work.</summary>
public sealed class LeaseOptions
{
    public const string SectionName = "Leases";

    /// <summary>This worker's name, the same after a restart: a restarted worker then goes on with what it held at once. Null: the machine's name and the ports it serves.</summary>
    [RegularExpression("^[a-zA-Z0-9._-]{1,100}$", ErrorMessage = "Leases:Worker is a name of 1-100 letters, digits, '.', '_' or '-'.")]
    public string? Worker { get; set; }

    /// <summary>
    /// Each worker writes its document at least this often (0.8-0.9 of it); the work of one that no longer does is taken over within three times this. 1 s - 5 min.
    /// A month of 10 s costs each worker $1.53 for its PUT requests, and not more than that for looking at the others.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Resources taken from live workers at one heartbeat, at most: each is interrupted for about two heartbeats. What nobody holds is taken at once.</summary>
    [Range(1, 1000)]
    public int MovesMax { get; set; } = 4;

    /// <summary>With no more other workers than this, each one's document is read at every heartbeat; with more they are listed instead. A LIST costs as much as 12.5 GET requests.</summary>
    [Range(0, 1000)]
    public int ReadsMax { get; set; } = 12;

    /// <summary>Heartbeats between the LIST requests that find new workers where the known ones are read one by one.</summary>
    [Range(1, 1000)]
    public int ListEvery { get; set; } = 6;

    /// <summary>Extra rounds within one heartbeat's time because there was news, at most. Each costs at most a PUT request and a look at the others.</summary>
    [Range(0, 100)]
    public int ExtraRoundsMax { get; set; } = 10;

    /// <summary>Documents of workers that are gone are deleted after this many heartbeats. Deleting is free.</summary>
    [Range(3, 100_000)]
    public int HeartbeatsKept { get; set; } = 360;
}
