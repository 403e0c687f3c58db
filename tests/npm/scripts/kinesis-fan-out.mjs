// Registers consumers and subscribes to shards with the official client, over HTTP/2, its own default. Arguments: endpoint, stream. Prints what it saw as JSON.
import {
  CreateStreamCommand, DeregisterStreamConsumerCommand, DescribeStreamConsumerCommand, DescribeStreamSummaryCommand, KinesisClient, ListStreamConsumersCommand,
  PutRecordsCommand, RegisterStreamConsumerCommand, SplitShardCommand, SubscribeToShardCommand,
} from '@aws-sdk/client-kinesis';

const [endpoint, stream, accessKeyId = 'test', secretAccessKey = 'test'] = process.argv.slice(2);
const kinesis = new KinesisClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
const shard = 'shardId-000000000000';
const seen = {};

async function errorOf(work) {
  try {
    await work();
    return null;
  } catch (error) {
    return error.name;
  }
}

const put = (...texts) => kinesis.send(new PutRecordsCommand({
  StreamName: stream, Records: texts.map(text => ({ PartitionKey: 'schlüssel', Data: new TextEncoder().encode(text) })),
}));

const subscribe = async (consumer, position) =>
  (await kinesis.send(new SubscribeToShardCommand({ ConsumerARN: consumer, ShardId: shard, StartingPosition: position }))).EventStream;

await kinesis.send(new CreateStreamCommand({ StreamName: stream, ShardCount: 1 }));
const { StreamARN: arn } = (await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: stream }))).StreamDescriptionSummary;
const { Consumer: consumer } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN: arn, ConsumerName: 'node' }));
seen.consumer = consumer;
seen.described = (await kinesis.send(new DescribeStreamConsumerCommand({ StreamARN: arn, ConsumerName: 'node' }))).ConsumerDescription;
seen.listed = (await kinesis.send(new ListStreamConsumersCommand({ StreamARN: arn }))).Consumers;
seen.again = await errorOf(() => kinesis.send(new RegisterStreamConsumerCommand({ StreamARN: arn, ConsumerName: 'node' })));

await put('one', 'two');
seen.events = [];
let hasPut = false;
for await (const { SubscribeToShardEvent: event } of await subscribe(consumer.ConsumerARN, { Type: 'TRIM_HORIZON' })) {
  seen.events.push({
    records: event.Records.map(r => ({ key: r.PartitionKey, data: new TextDecoder().decode(r.Data), sequence: r.SequenceNumber, arrived: r.ApproximateArrivalTimestamp.getTime() })),
    continuation: event.ContinuationSequenceNumber ?? null,
    behind: event.MillisBehindLatest,
    children: (event.ChildShards ?? []).map(c => c.ShardId),
  });
  if (!hasPut) {
    hasPut = true;
    await put('three');
    await kinesis.send(new SplitShardCommand({ StreamName: stream, ShardToSplit: shard, NewStartingHashKey: '1000' }));
  }
}
// Within five seconds of the first subscription.
seen.tooSoon = await errorOf(() => subscribe(consumer.ConsumerARN, { Type: 'TRIM_HORIZON' }));
const { Consumer: second } = await kinesis.send(new RegisterStreamConsumerCommand({ StreamARN: arn, ConsumerName: 'second' }));
seen.after = [];
for await (const { SubscribeToShardEvent: event } of await subscribe(second.ConsumerARN, { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: seen.events[0].records[1].sequence })) {
  seen.after.push(...event.Records.map(r => new TextDecoder().decode(r.Data)));
}
await kinesis.send(new DeregisterStreamConsumerCommand({ ConsumerARN: second.ConsumerARN }));
seen.left = (await kinesis.send(new ListStreamConsumersCommand({ StreamARN: arn }))).Consumers.map(c => c.ConsumerName);
seen.missing = await errorOf(() => subscribe(second.ConsumerARN, { Type: 'LATEST' }));
kinesis.destroy();
console.log(JSON.stringify(seen));
