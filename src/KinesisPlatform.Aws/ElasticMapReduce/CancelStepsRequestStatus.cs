using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class CancelStepsRequestStatus(string value) : ConstantClass(value)
{
    public static readonly CancelStepsRequestStatus SUBMITTED = new("SUBMITTED");
    public static readonly CancelStepsRequestStatus FAILED = new("FAILED");

    public static implicit operator CancelStepsRequestStatus(string value) => FindValue<CancelStepsRequestStatus>(value);
}
