using Amazon.Runtime;

namespace Amazon.ElasticMapReduce.Model;

public sealed class StepConfig
{
    public string? Name { get; set; }
    public ActionOnFailure? ActionOnFailure { get; set; }
    public HadoopJarStepConfig? HadoopJarStep { get; set; }
}

public sealed class HadoopJarStepConfig
{
    public List<KeyValue>? Properties { get; set; }
    public string? Jar { get; set; }
    public string? MainClass { get; set; }
    public List<string>? Args { get; set; }
}

public sealed class KeyValue
{
    public string? Key { get; set; }
    public string? Value { get; set; }
}

public sealed class AddJobFlowStepsRequest : AmazonWebServiceRequest
{
    public string? JobFlowId { get; set; }
    public List<StepConfig>? Steps { get; set; }
}

public sealed class AddJobFlowStepsResponse : AmazonWebServiceResponse
{
    public List<string>? StepIds { get; set; }
}

public sealed class ListStepsRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public List<StepState>? StepStates { get; set; }
    public List<string>? StepIds { get; set; }
    public string? Marker { get; set; }
}

public sealed class ListStepsResponse : AmazonWebServiceResponse
{
    public List<StepSummary>? Steps { get; set; }
    public string? Marker { get; set; }
}

public sealed class StepSummary
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public HadoopStepConfig? Config { get; set; }
    public ActionOnFailure? ActionOnFailure { get; set; }
    public StepStatus? Status { get; set; }
    public string? LogUri { get; set; }
}

public sealed class HadoopStepConfig
{
    public string? Jar { get; set; }
    public Dictionary<string, string>? Properties { get; set; }
    public string? MainClass { get; set; }
    public List<string>? Args { get; set; }
}

public sealed class StepStatus
{
    public StepState? State { get; set; }
    public StepStateChangeReason? StateChangeReason { get; set; }
    public FailureDetails? FailureDetails { get; set; }
    public StepTimeline? Timeline { get; set; }
}

public sealed class StepStateChangeReason
{
    public StepStateChangeReasonCode? Code { get; set; }
    public string? Message { get; set; }
}

public sealed class FailureDetails
{
    public string? Reason { get; set; }
    public string? Message { get; set; }
    public string? LogFile { get; set; }
}

public sealed class StepTimeline
{
    public DateTime? CreationDateTime { get; set; }
    public DateTime? StartDateTime { get; set; }
    public DateTime? EndDateTime { get; set; }
}

public sealed class DescribeStepRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public string? StepId { get; set; }
}

public sealed class DescribeStepResponse : AmazonWebServiceResponse
{
    public Step? Step { get; set; }
}

public sealed class Step
{
    public string? Id { get; set; }
    public string? Name { get; set; }
    public HadoopStepConfig? Config { get; set; }
    public ActionOnFailure? ActionOnFailure { get; set; }
    public StepStatus? Status { get; set; }
    public string? LogUri { get; set; }
}

public sealed class CancelStepsRequest : AmazonWebServiceRequest
{
    public string? ClusterId { get; set; }
    public List<string>? StepIds { get; set; }
    public StepCancellationOption? StepCancellationOption { get; set; }
}

public sealed class CancelStepsResponse : AmazonWebServiceResponse
{
    public List<CancelStepsInfo>? CancelStepsInfoList { get; set; }
}

public sealed class CancelStepsInfo
{
    public string? StepId { get; set; }
    public CancelStepsRequestStatus? Status { get; set; }
    public string? Reason { get; set; }
}
