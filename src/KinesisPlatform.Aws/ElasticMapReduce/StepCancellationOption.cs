using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class StepCancellationOption(string value) : ConstantClass(value)
{
    public static readonly StepCancellationOption SEND_INTERRUPT = new("SEND_INTERRUPT");
    public static readonly StepCancellationOption TERMINATE_PROCESS = new("TERMINATE_PROCESS");

    public static implicit operator StepCancellationOption(string value) => FindValue<StepCancellationOption>(value);
}
