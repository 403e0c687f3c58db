// Reads streams with the official client, for KinesisPlatform.Benchmarks. A line of JSON on standard input is a question,
//   {"endpoint":"http://127.0.0.1:4566","stream":"s","limit":10000,"cpuMillisecondsMin":400}
// and gets a line: {"recordCount":1,"payloadBytes":200,"passCount":1,"cpuMicroseconds":1000}, the CPU time of this process alone.
import { createInterface } from 'node:readline';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const clients = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { endpoint, stream, limit, cpuMillisecondsMin } = JSON.parse(line);
  if (!clients.has(endpoint)) clients.set(endpoint, new KinesisClient({
    endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // The client's own default speaks HTTP/2 only.
    requestHandler: new NodeHttpHandler(),
  }));
  const kinesis = clients.get(endpoint);
  const total = { recordCount: 0, payloadBytes: 0, passCount: 0 };
  const before = process.cpuUsage();
  let spent;
  do {
    await readOnce(kinesis, stream, limit, total);
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  } while (spent < cpuMillisecondsMin * 1000);
  console.log(JSON.stringify({ ...total, cpuMicroseconds: spent }));
}

async function readOnce(kinesis, stream, limit, total) {
  let { ShardIterator: iterator } = await kinesis.send(
    new GetShardIteratorCommand({ StreamName: stream, ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }));
  while (iterator) {
    const { Records: records, NextShardIterator: next } = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
    if (records.length === 0) break;
    for (const record of records) total.payloadBytes += record.Data.length;
    total.recordCount += records.length;
    iterator = next;
  }
  total.passCount++;
}
