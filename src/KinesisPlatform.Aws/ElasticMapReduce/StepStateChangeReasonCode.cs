using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class StepStateChangeReasonCode(string value) : ConstantClass(value)
{
    public static readonly StepStateChangeReasonCode NONE = new("NONE");

    public static implicit operator StepStateChangeReasonCode(string value) => FindValue<StepStateChangeReasonCode>(value);
}
