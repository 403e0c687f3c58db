using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Pipeline;

namespace Amazon.Kinesis;

/// <inheritdoc cref="IAmazonKinesis"/>
public sealed class AmazonKinesisClient(AWSCredentials credentials, AmazonKinesisConfig config) : AwsServiceClient(credentials, config), IAmazonKinesis
{
    public Task<CreateStreamResponse> CreateStreamAsync(CreateStreamRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.CreateStream, request, cancellationToken);

    public Task<DeleteStreamResponse> DeleteStreamAsync(DeleteStreamRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.DeleteStream, request, cancellationToken);

    public Task<DescribeStreamResponse> DescribeStreamAsync(DescribeStreamRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.DescribeStream, request, cancellationToken);

    public Task<DescribeStreamSummaryResponse> DescribeStreamSummaryAsync(DescribeStreamSummaryRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.DescribeStreamSummary, request, cancellationToken);

    public Task<ListStreamsResponse> ListStreamsAsync(ListStreamsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.ListStreams, request, cancellationToken);

    public Task<ListShardsResponse> ListShardsAsync(ListShardsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.ListShards, request, cancellationToken);

    public Task<GetShardIteratorResponse> GetShardIteratorAsync(GetShardIteratorRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.GetShardIterator, request, cancellationToken);

    public Task<GetRecordsResponse> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.GetRecords, request, cancellationToken);

    public Task<PutRecordResponse> PutRecordAsync(PutRecordRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.PutRecord, request, cancellationToken);

    public Task<PutRecordsResponse> PutRecordsAsync(PutRecordsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.PutRecords, request, cancellationToken);

    public Task<SplitShardResponse> SplitShardAsync(SplitShardRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.SplitShard, request, cancellationToken);

    public Task<MergeShardsResponse> MergeShardsAsync(MergeShardsRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.MergeShards, request, cancellationToken);

    public Task<UpdateShardCountResponse> UpdateShardCountAsync(UpdateShardCountRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.UpdateShardCount, request, cancellationToken);

    public Task<IncreaseStreamRetentionPeriodResponse> IncreaseStreamRetentionPeriodAsync(IncreaseStreamRetentionPeriodRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.IncreaseStreamRetentionPeriod, request, cancellationToken);

    public Task<DecreaseStreamRetentionPeriodResponse> DecreaseStreamRetentionPeriodAsync(DecreaseStreamRetentionPeriodRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.DecreaseStreamRetentionPeriod, request, cancellationToken);

    public Task<RegisterStreamConsumerResponse> RegisterStreamConsumerAsync(RegisterStreamConsumerRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.RegisterStreamConsumer, request, cancellationToken);

    public Task<DeregisterStreamConsumerResponse> DeregisterStreamConsumerAsync(DeregisterStreamConsumerRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.DeregisterStreamConsumer, request, cancellationToken);

    public Task<DescribeStreamConsumerResponse> DescribeStreamConsumerAsync(DescribeStreamConsumerRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.DescribeStreamConsumer, request, cancellationToken);

    public Task<ListStreamConsumersResponse> ListStreamConsumersAsync(ListStreamConsumersRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync(KinesisOperations.ListStreamConsumers, request, cancellationToken);

    private protected override string? HostLabelOf(AmazonWebServiceRequest request) => KinesisHosts.LabelOf(request);
}
