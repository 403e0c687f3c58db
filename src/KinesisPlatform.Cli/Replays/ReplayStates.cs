using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Replays;

/// <summary>The states that the coordinator names.</summary>
internal static class ReplayStates
{
    public const string Cancelling = "cancelling", Cancelled = "cancelled", Failed = "failed", Done = "done";

    public static bool IsEnd(string state) => state is Done or Failed or Cancelled;

    public static Cell CellOf(string state) => state switch
    {
        Done => Cell.Good(state),
        Failed => Cell.Bad(state),
        "running" or "planning" => state,
        _ => Cell.Warning(state),
    };
}
