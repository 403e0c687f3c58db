// Puts records with the official client, for KinesisPlatform.Benchmarks. A line of JSON on standard input is a question,
//   {"endpoint":"http://127.0.0.1:4566","stream":"s","payloadBytes":200,"recordCount":50000,"putCount":500,"keyCount":10000,"cpuMillisecondsMin":400}
// and gets a line: {"recordCount":50000,"cpuMicroseconds":1000}, the CPU time of this process alone.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

let kinesis;
for await (const line of createInterface({ input: process.stdin })) {
  const { endpoint, stream, payloadBytes, recordCount, putCount, keyCount, cpuMillisecondsMin } = JSON.parse(line);
  kinesis ??= new KinesisClient({
    endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // The client's own default speaks HTTP/2 only.
    requestHandler: new NodeHttpHandler(),
  });
  const payload = randomBytes(payloadBytes);
  const keys = Array.from({ length: keyCount }, (_, i) => `device-${String(i).padStart(4, '0')}`);
  let total = 0, spent;
  const before = process.cpuUsage();
  do {
    for (let put = 0; put < recordCount; put += putCount) {
      const records = [];
      for (let i = put; i < Math.min(put + putCount, recordCount); i++) records.push({ Data: payload, PartitionKey: keys[i % keyCount] });
      const { FailedRecordCount: failed, Records: results } = await kinesis.send(new PutRecordsCommand({ StreamName: stream, Records: records }));
      if (failed > 0) throw new Error(`${failed} records were refused.`);
      total += results.length;
    }
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  } while (spent < cpuMillisecondsMin * 1000);
  console.log(JSON.stringify({ recordCount: total, cpuMicroseconds: spent }));
}
