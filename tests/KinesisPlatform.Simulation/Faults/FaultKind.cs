namespace KinesisPlatform.Simulation.Faults;

/// <summary>Everything that can go wrong. Each history has some of them, each at a rate of its own.</summary>
internal enum FaultKind
{
    StoreUnavailable,
    StoreSlow,
    StoreConflict409,
    StoreLostResponse,
    StoreDuplicated,
    StoreLateEffect,
    KinesisThrottled,
    KinesisFailed,
    KinesisSlow,
    KinesisLostResponse,
    KinesisDuplicated,
    KinesisLateEffect,
    IteratorExpired,
    EmptyAnswer,
    EntryThrottled,
    Crash,
    CrashAtRequest,
    Pause,
    PauseAtRequest,
    Restart,
    StoreOutage,
    ClockSkew,
    ClockStep,
    Reshard,
    RetentionPassed,
    StreamRecreated,
    Precondition412,
}
