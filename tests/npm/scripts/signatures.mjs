// Signs S3 requests in every way the official client has. Usage: node signatures.mjs <endpoint> <bucket> <access key id> <secret>
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const [endpoint, Bucket, accessKeyId, secretAccessKey] = process.argv.slice(2);
const client = credentials => new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials, maxAttempts: 1 });
const s3 = client({ accessKeyId, secretAccessKey });
// Characters that are escaped differently in addresses and in signatures.
const Key = "a folder/key+with (odd) 'chars'~é&=%.txt";

async function errorOf(credentials) {
  try {
    await client(credentials).send(new GetObjectCommand({ Bucket, Key }));
    return 'none';
  } catch (error) {
    return error.name;
  }
}

const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'content with ünïcode', ContentType: 'text/plain; charset=utf-8', Metadata: { note: 'two  spaces' } }));
const got = await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body.transformToString();
// A stream has no hash beforehand: aws-chunked, with the checksum in a trailer.
const streamed = await s3.send(new PutObjectCommand({ Bucket, Key: 'streamed', Body: Readable.from(['part one, ', 'part two']), ContentLength: 18 }));

const url = new URL(endpoint);
const signer = await s3.config.signer({ properties: {}, name: 'sigv4' }).catch(() => s3.config.signer());
const presigned = await signer.presign(
  { method: 'GET', protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: `/${Bucket}/streamed`, query: { 'response-content-type': 'text/x-test' }, headers: { host: url.host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } },
  { expiresIn: 60 });
const address = new URL(presigned.path, endpoint);
for (const [name, value] of Object.entries(presigned.query)) address.searchParams.set(name, value);
const fetched = await fetch(address);
address.searchParams.set('response-content-type', 'text/html');
const tampered = await fetch(address);

console.log([
  `put ${put.$metadata.httpStatusCode}`, `get ${got}`, `streamed ${streamed.$metadata.httpStatusCode}`, `presigned get ${fetched.status}`, `tampered ${tampered.status}`,
  `wrong secret ${await errorOf({ accessKeyId, secretAccessKey: 'wrong' })}`, `unknown key ${await errorOf({ accessKeyId: 'OTHER', secretAccessKey })}`,
].join(', '));
