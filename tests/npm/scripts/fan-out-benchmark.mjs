// Subscribes to shards with the official client, over HTTP/2 as it does by itself, for KinesisPlatform.Benchmarks. A line of JSON on standard input is
// a question,
//   {"endpoint":"http://127.0.0.1:4566","consumer":"arn:..","recordCount":1000,"cpuMillisecondsMin":400}
// and gets a line: {"recordCount":1000,"payloadBytes":200000,"passCount":1,"cpuMicroseconds":1000}, the CPU time of this process alone.
import { createInterface } from 'node:readline';
import { KinesisClient, SubscribeToShardCommand } from '@aws-sdk/client-kinesis';

const clients = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { endpoint, consumer, recordCount, cpuMillisecondsMin } = JSON.parse(line);
  if (!clients.has(endpoint)) clients.set(endpoint, new KinesisClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }));
  const total = { recordCount: 0, payloadBytes: 0, passCount: 0 };
  const before = process.cpuUsage();
  let spent;
  do {
    await readOnce(clients.get(endpoint), consumer, recordCount, total);
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  } while (spent < cpuMillisecondsMin * 1000);
  console.log(JSON.stringify({ ...total, cpuMicroseconds: spent }));
}

async function readOnce(kinesis, consumer, recordCount, total) {
  const { EventStream: events } = await kinesis.send(
    new SubscribeToShardCommand({ ConsumerARN: consumer, ShardId: 'shardId-000000000000', StartingPosition: { Type: 'TRIM_HORIZON' } }));
  let left = recordCount;
  for await (const { SubscribeToShardEvent: event } of events) {
    for (const record of event.Records) total.payloadBytes += record.Data.length;
    total.recordCount += event.Records.length;
    left -= event.Records.length;
    if (left <= 0) break;
  }
  total.passCount++;
}
