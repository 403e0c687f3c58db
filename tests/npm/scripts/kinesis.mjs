// Drives a Kinesis endpoint with the official client. Arguments: endpoint, stream. Prints what it saw as JSON.
import {
  CreateStreamCommand, DeleteStreamCommand, DescribeStreamCommand, DescribeStreamSummaryCommand, GetRecordsCommand, GetShardIteratorCommand, KinesisClient,
  ListShardsCommand, ListStreamsCommand, MergeShardsCommand, PutRecordCommand, PutRecordsCommand, SplitShardCommand, UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const [endpoint, stream, accessKeyId = 'test', secretAccessKey = 'test'] = process.argv.slice(2);
const kinesis = new KinesisClient({
  endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1,
  // The client's own default speaks HTTP/2 only.
  requestHandler: new NodeHttpHandler(),
});
const names = { StreamName: stream };

async function readAll(shard, iteratorType, more = {}) {
  let { ShardIterator: iterator } = await kinesis.send(new GetShardIteratorCommand({ ...names, ShardId: shard, ShardIteratorType: iteratorType, ...more }));
  const records = [];
  let children = [];
  for (let empty = 0; iterator && empty < 1;) {
    const page = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 7 }));
    records.push(...page.Records.map(r => ({ key: r.PartitionKey, data: new TextDecoder().decode(r.Data), sequence: r.SequenceNumber, arrived: r.ApproximateArrivalTimestamp.getTime() })));
    if (page.Records.length === 0) empty++;
    iterator = page.NextShardIterator;
    children = page.ChildShards ?? [];
  }
  return { records, children: children.map(c => c.ShardId) };
}

async function errorOf(command) {
  try {
    await kinesis.send(command);
    return null;
  } catch (error) {
    return { name: error.name, status: error.$metadata.httpStatusCode, message: error.message };
  }
}

const seen = {};
await kinesis.send(new CreateStreamCommand({ ...names, ShardCount: 2 }));
seen.description = (await kinesis.send(new DescribeStreamCommand(names))).StreamDescription;
seen.streams = (await kinesis.send(new ListStreamsCommand({}))).StreamNames;
seen.put = await kinesis.send(new PutRecordCommand({ ...names, PartitionKey: 'é', Data: new TextEncoder().encode('single') }));
seen.putAll = await kinesis.send(new PutRecordsCommand({
  ...names, Records: [...Array(20).keys()].map(i => ({ PartitionKey: `key-${i}`, Data: new TextEncoder().encode(`data ${i}`) })),
}));
seen.byArn = (await kinesis.send(new DescribeStreamSummaryCommand({ StreamARN: seen.description.StreamARN }))).StreamDescriptionSummary;
const shards = seen.description.Shards.map(s => s.ShardId);
seen.read = [];
for (const shard of shards) seen.read.push(await readAll(shard, 'TRIM_HORIZON'));
const half = seen.read[0].records[2];
seen.after = (await readAll(shards[0], 'AFTER_SEQUENCE_NUMBER', { StartingSequenceNumber: half.sequence })).records.length;
seen.at = (await readAll(shards[0], 'AT_SEQUENCE_NUMBER', { StartingSequenceNumber: half.sequence })).records.length;
seen.atTime = (await readAll(shards[0], 'AT_TIMESTAMP', { Timestamp: seen.description.StreamCreationTimestamp })).records.length;

await kinesis.send(new SplitShardCommand({ ...names, ShardToSplit: shards[0], NewStartingHashKey: '1000' }));
seen.afterSplit = await readAll(shards[0], 'LATEST');
await kinesis.send(new MergeShardsCommand({ ...names, ShardToMerge: seen.afterSplit.children[0], AdjacentShardToMerge: seen.afterSplit.children[1] }));
await kinesis.send(new UpdateShardCountCommand({ ...names, TargetShardCount: 3, ScalingType: 'UNIFORM_SCALING' }));
seen.shards = [];
for (let token, first = true; first || token; first = false) {
  const page = await kinesis.send(new ListShardsCommand(first ? { ...names, MaxResults: 2 } : { NextToken: token, MaxResults: 2 }));
  seen.shards.push(...page.Shards);
  token = page.NextToken;
}
seen.open = (await kinesis.send(new ListShardsCommand({ ...names, ShardFilter: { Type: 'AT_LATEST' } }))).Shards.length;

seen.errors = {
  again: await errorOf(new CreateStreamCommand({ ...names, ShardCount: 1 })),
  missing: await errorOf(new DescribeStreamCommand({ StreamName: 'missing' })),
  badIterator: await errorOf(new GetRecordsCommand({ ShardIterator: 'AAAA' })),
  badName: await errorOf(new CreateStreamCommand({ StreamName: 'not a name', ShardCount: 0 })),
};
await kinesis.send(new DeleteStreamCommand(names));
seen.errors.deleted = await errorOf(new DescribeStreamCommand(names));
console.log(JSON.stringify(seen));
