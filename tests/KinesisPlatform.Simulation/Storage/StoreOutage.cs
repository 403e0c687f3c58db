namespace KinesisPlatform.Simulation.Storage;

/// <summary>While it is on, no request to the store gets there.</summary>
internal sealed class StoreOutage
{
    public bool IsOn { get; set; }
}
