using Amazon.Runtime;

namespace Amazon.ElasticMapReduce;

public sealed class ActionOnFailure(string value) : ConstantClass(value)
{
    public static readonly ActionOnFailure TERMINATE_JOB_FLOW = new("TERMINATE_JOB_FLOW");
    public static readonly ActionOnFailure TERMINATE_CLUSTER = new("TERMINATE_CLUSTER");
    public static readonly ActionOnFailure CANCEL_AND_WAIT = new("CANCEL_AND_WAIT");
    public static readonly ActionOnFailure CONTINUE = new("CONTINUE");

    public static implicit operator ActionOnFailure(string value) => FindValue<ActionOnFailure>(value);
}
