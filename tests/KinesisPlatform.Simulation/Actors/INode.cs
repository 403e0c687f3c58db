using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>A place for one instance of a service: the process of the moment, and those that take its place.</summary>
internal interface INode
{
    /// <summary>Null before the first start.</summary>
    SimulatedProcess? Process { get; }

    bool IsRunning { get; }

    /// <summary>Whatever ran before, if it still does, does not know of it.</summary>
    void Start();

    /// <summary>Does nothing to what does not run.</summary>
    void Kill();
}
