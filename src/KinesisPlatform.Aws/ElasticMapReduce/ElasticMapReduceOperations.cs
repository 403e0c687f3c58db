using System.Text.Json;
using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.ElasticMapReduce;

internal static class ElasticMapReduceOperations
{
    private static readonly JsonSerializerOptions Json = AwsJson.OptionsFor(
        ElasticMapReduceJsonContext.Default,
        new ConstantClassConverter<ActionOnFailure>(),
        new ConstantClassConverter<CancelStepsRequestStatus>(),
        new ConstantClassConverter<ClusterState>(),
        new ConstantClassConverter<ClusterStateChangeReasonCode>(),
        new ConstantClassConverter<ComputeLimitsUnitType>(),
        new ConstantClassConverter<InstanceCollectionType>(),
        new ConstantClassConverter<InstanceFleetState>(),
        new ConstantClassConverter<InstanceFleetStateChangeReasonCode>(),
        new ConstantClassConverter<InstanceFleetType>(),
        new ConstantClassConverter<InstanceGroupState>(),
        new ConstantClassConverter<InstanceGroupStateChangeReasonCode>(),
        new ConstantClassConverter<InstanceGroupType>(),
        new ConstantClassConverter<InstanceRoleType>(),
        new ConstantClassConverter<InstanceState>(),
        new ConstantClassConverter<InstanceStateChangeReasonCode>(),
        new ConstantClassConverter<MarketType>(),
        new ConstantClassConverter<OnDemandProvisioningAllocationStrategy>(),
        new ConstantClassConverter<ScaleDownBehavior>(),
        new ConstantClassConverter<SpotProvisioningAllocationStrategy>(),
        new ConstantClassConverter<SpotProvisioningTimeoutAction>(),
        new ConstantClassConverter<StepCancellationOption>(),
        new ConstantClassConverter<StepState>(),
        new ConstantClassConverter<StepStateChangeReasonCode>());

    public static AwsOperation<RunJobFlowRequest, RunJobFlowResponse> RunJobFlow { get; } = Operation<RunJobFlowRequest, RunJobFlowResponse>("RunJobFlow");
    public static AwsOperation<DescribeClusterRequest, DescribeClusterResponse> DescribeCluster { get; } = Operation<DescribeClusterRequest, DescribeClusterResponse>("DescribeCluster");
    public static AwsOperation<ListClustersRequest, ListClustersResponse> ListClusters { get; } = Operation<ListClustersRequest, ListClustersResponse>("ListClusters");
    public static AwsOperation<TerminateJobFlowsRequest, TerminateJobFlowsResponse> TerminateJobFlows { get; } = Operation<TerminateJobFlowsRequest, TerminateJobFlowsResponse>("TerminateJobFlows");
    public static AwsOperation<SetTerminationProtectionRequest, SetTerminationProtectionResponse> SetTerminationProtection { get; } = Operation<SetTerminationProtectionRequest, SetTerminationProtectionResponse>("SetTerminationProtection");
    public static AwsOperation<PutManagedScalingPolicyRequest, PutManagedScalingPolicyResponse> PutManagedScalingPolicy { get; } = Operation<PutManagedScalingPolicyRequest, PutManagedScalingPolicyResponse>("PutManagedScalingPolicy");
    public static AwsOperation<PutAutoTerminationPolicyRequest, PutAutoTerminationPolicyResponse> PutAutoTerminationPolicy { get; } = Operation<PutAutoTerminationPolicyRequest, PutAutoTerminationPolicyResponse>("PutAutoTerminationPolicy");
    public static AwsOperation<AddJobFlowStepsRequest, AddJobFlowStepsResponse> AddJobFlowSteps { get; } = Operation<AddJobFlowStepsRequest, AddJobFlowStepsResponse>("AddJobFlowSteps");
    public static AwsOperation<ListStepsRequest, ListStepsResponse> ListSteps { get; } = Operation<ListStepsRequest, ListStepsResponse>("ListSteps");
    public static AwsOperation<DescribeStepRequest, DescribeStepResponse> DescribeStep { get; } = Operation<DescribeStepRequest, DescribeStepResponse>("DescribeStep");
    public static AwsOperation<CancelStepsRequest, CancelStepsResponse> CancelSteps { get; } = Operation<CancelStepsRequest, CancelStepsResponse>("CancelSteps");
    public static AwsOperation<ListInstancesRequest, ListInstancesResponse> ListInstances { get; } = Operation<ListInstancesRequest, ListInstancesResponse>("ListInstances");
    public static AwsOperation<ListInstanceGroupsRequest, ListInstanceGroupsResponse> ListInstanceGroups { get; } = Operation<ListInstanceGroupsRequest, ListInstanceGroupsResponse>("ListInstanceGroups");
    public static AwsOperation<ListInstanceFleetsRequest, ListInstanceFleetsResponse> ListInstanceFleets { get; } = Operation<ListInstanceFleetsRequest, ListInstanceFleetsResponse>("ListInstanceFleets");

    private static AwsOperation<TRequest, TResponse> Operation<TRequest, TResponse>(string name)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        AwsJson.Operation<TRequest, TResponse>($"ElasticMapReduce.{name}", AwsJson.ContentType11, Json, ElasticMapReduceErrors.ToException);
}
