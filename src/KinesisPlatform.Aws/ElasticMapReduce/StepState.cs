using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class StepState(string value) : ConstantClass(value)
{
    public static readonly StepState PENDING = new("PENDING");
    public static readonly StepState CANCEL_PENDING = new("CANCEL_PENDING");
    public static readonly StepState RUNNING = new("RUNNING");
    public static readonly StepState COMPLETED = new("COMPLETED");
    public static readonly StepState CANCELLED = new("CANCELLED");
    public static readonly StepState FAILED = new("FAILED");
    public static readonly StepState INTERRUPTED = new("INTERRUPTED");

    public static implicit operator StepState(string value) => FindValue<StepState>(value);
}
