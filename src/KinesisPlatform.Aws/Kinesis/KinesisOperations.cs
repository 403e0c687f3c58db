using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Pipeline;

namespace Amazon.Kinesis;

internal static class KinesisOperations
{
    public const string TargetPrefix = "Kinesis_20131202.";

    private static readonly JsonSerializerOptions Json = AwsJson.OptionsFor(
        KinesisJsonContext.Default,
        new ConstantClassConverter<StreamStatus>(),
        new ConstantClassConverter<StreamMode>(),
        new ConstantClassConverter<EncryptionType>(),
        new ConstantClassConverter<ShardIteratorType>(),
        new ConstantClassConverter<ScalingType>(),
        new ConstantClassConverter<ShardFilterType>(),
        new ConstantClassConverter<ConsumerStatus>());

    public static AwsOperation<CreateStreamRequest, CreateStreamResponse> CreateStream { get; } = Operation<CreateStreamRequest, CreateStreamResponse>("CreateStream");
    public static AwsOperation<DeleteStreamRequest, DeleteStreamResponse> DeleteStream { get; } = Operation<DeleteStreamRequest, DeleteStreamResponse>("DeleteStream");
    public static AwsOperation<DescribeStreamRequest, DescribeStreamResponse> DescribeStream { get; } = Operation<DescribeStreamRequest, DescribeStreamResponse>("DescribeStream");
    public static AwsOperation<DescribeStreamSummaryRequest, DescribeStreamSummaryResponse> DescribeStreamSummary { get; } = Operation<DescribeStreamSummaryRequest, DescribeStreamSummaryResponse>("DescribeStreamSummary");
    public static AwsOperation<ListStreamsRequest, ListStreamsResponse> ListStreams { get; } = Operation<ListStreamsRequest, ListStreamsResponse>("ListStreams");
    public static AwsOperation<ListShardsRequest, ListShardsResponse> ListShards { get; } = Operation<ListShardsRequest, ListShardsResponse>("ListShards");
    public static AwsOperation<GetShardIteratorRequest, GetShardIteratorResponse> GetShardIterator { get; } = Operation<GetShardIteratorRequest, GetShardIteratorResponse>("GetShardIterator");
    public static AwsOperation<GetRecordsRequest, GetRecordsResponse> GetRecords { get; } = Operation<GetRecordsRequest, GetRecordsResponse>("GetRecords");
    public static AwsOperation<PutRecordRequest, PutRecordResponse> PutRecord { get; } = Operation<PutRecordRequest, PutRecordResponse>("PutRecord");
    public static AwsOperation<PutRecordsRequest, PutRecordsResponse> PutRecords { get; } = Operation<PutRecordsRequest, PutRecordsResponse>("PutRecords");
    public static AwsOperation<SplitShardRequest, SplitShardResponse> SplitShard { get; } = Operation<SplitShardRequest, SplitShardResponse>("SplitShard");
    public static AwsOperation<MergeShardsRequest, MergeShardsResponse> MergeShards { get; } = Operation<MergeShardsRequest, MergeShardsResponse>("MergeShards");
    public static AwsOperation<UpdateShardCountRequest, UpdateShardCountResponse> UpdateShardCount { get; } = Operation<UpdateShardCountRequest, UpdateShardCountResponse>("UpdateShardCount");
    public static AwsOperation<IncreaseStreamRetentionPeriodRequest, IncreaseStreamRetentionPeriodResponse> IncreaseStreamRetentionPeriod { get; } = Operation<IncreaseStreamRetentionPeriodRequest, IncreaseStreamRetentionPeriodResponse>("IncreaseStreamRetentionPeriod");
    public static AwsOperation<DecreaseStreamRetentionPeriodRequest, DecreaseStreamRetentionPeriodResponse> DecreaseStreamRetentionPeriod { get; } = Operation<DecreaseStreamRetentionPeriodRequest, DecreaseStreamRetentionPeriodResponse>("DecreaseStreamRetentionPeriod");

    public static AwsOperation<RegisterStreamConsumerRequest, RegisterStreamConsumerResponse> RegisterStreamConsumer { get; } = Operation<RegisterStreamConsumerRequest, RegisterStreamConsumerResponse>("RegisterStreamConsumer");
    public static AwsOperation<DeregisterStreamConsumerRequest, DeregisterStreamConsumerResponse> DeregisterStreamConsumer { get; } = Operation<DeregisterStreamConsumerRequest, DeregisterStreamConsumerResponse>("DeregisterStreamConsumer");
    public static AwsOperation<DescribeStreamConsumerRequest, DescribeStreamConsumerResponse> DescribeStreamConsumer { get; } = Operation<DescribeStreamConsumerRequest, DescribeStreamConsumerResponse>("DescribeStreamConsumer");
    public static AwsOperation<ListStreamConsumersRequest, ListStreamConsumersResponse> ListStreamConsumers { get; } = Operation<ListStreamConsumersRequest, ListStreamConsumersResponse>("ListStreamConsumers");

    /// <summary>How a message is written or read of an operation of which only that half is simply JSON.</summary>
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T));

    private static AwsOperation<TRequest, TResponse> Operation<TRequest, TResponse>(string name)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        AwsJson.Operation<TRequest, TResponse>(TargetPrefix + name, AwsJson.ContentType11, Json, KinesisErrors.ToException);
}
