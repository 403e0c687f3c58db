using System.Text.Json.Serialization;
using Amazon.ElasticMapReduce.Model;

namespace KinesisPlatform.Aws.ElasticMapReduce;

[JsonSerializable(typeof(RunJobFlowRequest))]
[JsonSerializable(typeof(RunJobFlowResponse))]
[JsonSerializable(typeof(DescribeClusterRequest))]
[JsonSerializable(typeof(DescribeClusterResponse))]
[JsonSerializable(typeof(ListClustersRequest))]
[JsonSerializable(typeof(ListClustersResponse))]
[JsonSerializable(typeof(TerminateJobFlowsRequest))]
[JsonSerializable(typeof(TerminateJobFlowsResponse))]
[JsonSerializable(typeof(SetTerminationProtectionRequest))]
[JsonSerializable(typeof(SetTerminationProtectionResponse))]
[JsonSerializable(typeof(PutManagedScalingPolicyRequest))]
[JsonSerializable(typeof(PutManagedScalingPolicyResponse))]
[JsonSerializable(typeof(PutAutoTerminationPolicyRequest))]
[JsonSerializable(typeof(PutAutoTerminationPolicyResponse))]
[JsonSerializable(typeof(AddJobFlowStepsRequest))]
[JsonSerializable(typeof(AddJobFlowStepsResponse))]
[JsonSerializable(typeof(ListStepsRequest))]
[JsonSerializable(typeof(ListStepsResponse))]
[JsonSerializable(typeof(DescribeStepRequest))]
[JsonSerializable(typeof(DescribeStepResponse))]
[JsonSerializable(typeof(CancelStepsRequest))]
[JsonSerializable(typeof(CancelStepsResponse))]
[JsonSerializable(typeof(ListInstancesRequest))]
[JsonSerializable(typeof(ListInstancesResponse))]
[JsonSerializable(typeof(ListInstanceGroupsRequest))]
[JsonSerializable(typeof(ListInstanceGroupsResponse))]
[JsonSerializable(typeof(ListInstanceFleetsRequest))]
[JsonSerializable(typeof(ListInstanceFleetsResponse))]
internal sealed partial class ElasticMapReduceJsonContext : JsonSerializerContext;
