namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>What happened, as lines for people (only when asked for) and as a hash of all of it: two runs of one seed must have the same.</summary>
internal sealed class Trace(TextWriter? output)
{
    private ulong _hash = 14695981039346656037UL;

    public bool IsWritten => output is not null;

    public ulong Hash => _hash;

    public void Step(long nowTicks, int process) => Add((ulong)nowTicks * 31 + (ulong)process);

    public void Write(long nowTicks, string actor, string what, string detail)
    {
        Add((ulong)nowTicks);
        Add(actor);
        Add(what);
        Add(detail);
        output?.WriteLine($"{TimeSpan.FromTicks(nowTicks):d\\.hh\\:mm\\:ss\\.fff} {actor,-12} {what} {detail}");
    }

    /// <summary>For people only: what a log says may hold times of the real clock.</summary>
    public void Log(long nowTicks, string actor, string message) => output?.WriteLine($"{TimeSpan.FromTicks(nowTicks):d\\.hh\\:mm\\:ss\\.fff} {actor,-12} | {message}");

    private void Add(string text)
    {
        foreach (var character in text) Add(character);
    }

    private void Add(ulong value) => _hash = (_hash ^ value) * 1099511628211UL;
}
