using Amazon.ElasticMapReduce.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.ElasticMapReduce;
using KinesisPlatform.Aws.Pipeline;

namespace Amazon.ElasticMapReduce;

/// <summary>EMR over its JSON protocol 1.1.</summary>
public sealed class AmazonElasticMapReduceClient(AWSCredentials credentials, AmazonElasticMapReduceConfig config) : AwsServiceClient(credentials, config), IAmazonElasticMapReduce
{
    /// <inheritdoc/>
    public Task<RunJobFlowResponse> RunJobFlowAsync(RunJobFlowRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.RunJobFlow, request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeClusterResponse> DescribeClusterAsync(DescribeClusterRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.DescribeCluster, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListClustersResponse> ListClustersAsync(ListClustersRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.ListClusters, request, cancellationToken);

    /// <inheritdoc/>
    public Task<TerminateJobFlowsResponse> TerminateJobFlowsAsync(TerminateJobFlowsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.TerminateJobFlows, request, cancellationToken);

    /// <inheritdoc/>
    public Task<SetTerminationProtectionResponse> SetTerminationProtectionAsync(SetTerminationProtectionRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.SetTerminationProtection, request, cancellationToken);

    /// <inheritdoc/>
    public Task<PutManagedScalingPolicyResponse> PutManagedScalingPolicyAsync(PutManagedScalingPolicyRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.PutManagedScalingPolicy, request, cancellationToken);

    /// <inheritdoc/>
    public Task<PutAutoTerminationPolicyResponse> PutAutoTerminationPolicyAsync(PutAutoTerminationPolicyRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.PutAutoTerminationPolicy, request, cancellationToken);

    /// <inheritdoc/>
    public Task<AddJobFlowStepsResponse> AddJobFlowStepsAsync(AddJobFlowStepsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.AddJobFlowSteps, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListStepsResponse> ListStepsAsync(ListStepsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.ListSteps, request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeStepResponse> DescribeStepAsync(DescribeStepRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.DescribeStep, request, cancellationToken);

    /// <inheritdoc/>
    public Task<CancelStepsResponse> CancelStepsAsync(CancelStepsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.CancelSteps, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListInstancesResponse> ListInstancesAsync(ListInstancesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.ListInstances, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListInstanceGroupsResponse> ListInstanceGroupsAsync(ListInstanceGroupsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.ListInstanceGroups, request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListInstanceFleetsResponse> ListInstanceFleetsAsync(ListInstanceFleetsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(ElasticMapReduceOperations.ListInstanceFleets, request, cancellationToken);
}
