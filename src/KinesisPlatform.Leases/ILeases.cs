namespace KinesisPlatform.Leases;

/// <summary>
/// Which part of the work is this worker's. Leases spread the work and stop it from being done twice most of the time; they are no lock: two workers may hold the same resource
/// for a while (a pause, a partition), so whatever must not happen twice needs a guard of its own. Safe for concurrent callers.
/// </summary>
public interface ILeases
{
    /// <summary>What is held now, and who holds the rest; replaced as a whole when it changes.</summary>
    LeaseSnapshot Current { get; }

    /// <summary><see cref="Current"/> may have changed. Handlers run within the round that changed it: they return at once and do not throw.</summary>
    event Action? Changed;

    /// <summary>Says which groups there are. Until the first call nothing is taken; resources of a group that is missing later are let go.</summary>
    void SetGroups(IEnumerable<string> groups);

    /// <summary>Says what a group consists of; called by whoever holds any of it, again and again: with that, new resources are taken and finished ones let go.</summary>
    /// <param name="open">To be worked on, whoever holds it.</param>
    /// <param name="ended">Finished for ever; unknown names do no harm.</param>
    void Report(string group, IEnumerable<string> open, IEnumerable<string> ended);
}
