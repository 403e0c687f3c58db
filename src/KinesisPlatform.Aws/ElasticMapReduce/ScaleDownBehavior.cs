using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class ScaleDownBehavior(string value) : ConstantClass(value)
{
    public static readonly ScaleDownBehavior TERMINATE_AT_INSTANCE_HOUR = new("TERMINATE_AT_INSTANCE_HOUR");
    public static readonly ScaleDownBehavior TERMINATE_AT_TASK_COMPLETION = new("TERMINATE_AT_TASK_COMPLETION");

    public static implicit operator ScaleDownBehavior(string value) => FindValue<ScaleDownBehavior>(value);
}
