// Replays data files in a straightforward way, for KinesisPlatform.Benchmarks: get the object, read it, annotate each record, put 500 at a time. A line of JSON on standard input is a question,
//   {"endpoint":"http://127.0.0.1:4566","bucket":"b","files":["archive/s/data/….parquet"],"stream":"s","target":"t"}
// and gets a line: {"recordCount":50000,"payloadBytes":51200000,"cpuMicroseconds":1000}, the CPU time of this process alone.
import { createInterface } from 'node:readline';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

let kinesis, s3;
for await (const line of createInterface({ input: process.stdin })) {
  const { endpoint, bucket, files, stream, target } = JSON.parse(line);
  const connection = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  kinesis ??= new KinesisClient({ ...connection, requestHandler: new NodeHttpHandler() });
  s3 ??= new S3Client({ ...connection, forcePathStyle: true });
  const before = process.cpuUsage();
  const id = new Date().toISOString();
  let recordCount = 0, payloadBytes = 0;
  for (const Key of files) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    const bytes = await Body.transformToByteArray();
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const rows = await parquetReadObjects({
      file, compressors, utf8: false, columns: ['shard_id', 'sequence_number', 'sub_sequence_number', 'partition_key', 'arrived_at', 'data'],
    });
    for (let put = 0; put < rows.length; put += 500) {
      const records = rows.slice(put, put + 500).map(row => {
        payloadBytes += row.data.length;
        const payload = JSON.parse(Buffer.from(row.data).toString());
        const replay = { id, stream, shard: row.shard_id, seq: row.sequence_number, sub: row.sub_sequence_number, arrived: row.arrived_at, fence: row.sequence_number };
        return { PartitionKey: row.partition_key, Data: Buffer.from(JSON.stringify({ _replay: replay, ...payload })) };
      });
      const { FailedRecordCount: failed } = await kinesis.send(new PutRecordsCommand({ StreamName: target, Records: records }));
      if (failed > 0) throw new Error(`${failed} records were refused.`);
      recordCount += records.length;
    }
  }
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ recordCount, payloadBytes, cpuMicroseconds: user + system }));
}
