namespace KinesisPlatform.Leases.Documents;

/// <summary>What a worker's document says of the worker.</summary>
internal enum WorkerState
{
    /// <summary>Running, as far as the worker knows.</summary>
    Live,
    /// <summary>It stopped and hands over what it held.</summary>
    Stopped,
    /// <summary>Others found it dead: what it held is no longer its own.</summary>
    Fenced,
}
