namespace KinesisPlatform.Leases.Balancing;

/// <summary>How well a part of a group moves from one holding to another, best first. A part that leaves nothing behind and finds others of its group saves a worker that group's fixed costs.</summary>
internal enum Fit
{
    /// <summary>All the giver has of the group joins what the taker has.</summary>
    Merges,
    /// <summary>All the giver has of the group moves to a taker that has none.</summary>
    Whole,
    /// <summary>A part joins what the taker has.</summary>
    Joins,
    /// <summary>The group is on one worker more than before.</summary>
    Splits,
}
