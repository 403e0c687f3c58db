// Exercises an S3 endpoint through the AWS SDK for JavaScript. Usage: node s3.mjs <endpoint> <bucket>
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import {
  S3Client, AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CopyObjectCommand, CreateBucketCommand, CreateMultipartUploadCommand, DeleteBucketCommand,
  DeleteObjectCommand, DeleteObjectsCommand, GetBucketLocationCommand, GetObjectCommand, GetObjectTaggingCommand, HeadBucketCommand, HeadObjectCommand,
  ListBucketsCommand, ListMultipartUploadsCommand, ListObjectsCommand, ListObjectsV2Command, ListPartsCommand, PutObjectCommand, PutObjectTaggingCommand,
  UploadPartCommand, UploadPartCopyCommand, paginateListObjectsV2,
} from "@aws-sdk/client-s3";

const [endpoint, Bucket] = process.argv.slice(2);
const s3 = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" }, maxAttempts: 1 });
const send = command => s3.send(command);
const md5 = data => createHash("md5").update(data).digest("hex");
const text = async response => await response.Body.transformToString();
const fails = (command, name, status) => assert.rejects(send(command), error => {
  assert.equal(error.name, name, error.message);
  assert.equal(error.$metadata.httpStatusCode, status);
  return true;
});
const put = (Key, Body, more = {}) => send(new PutObjectCommand({ Bucket, Key, Body, ...more }));

const scenarios = {
  async buckets() {
    await send(new CreateBucketCommand({ Bucket: "made-by-script" }));
    await send(new HeadBucketCommand({ Bucket: "made-by-script" }));
    const { Buckets } = await send(new ListBucketsCommand({}));
    assert.ok(Buckets.some(b => b.Name === "made-by-script" && b.CreationDate instanceof Date));
    assert.equal((await send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined);
    await send(new PutObjectCommand({ Bucket: "made-by-script", Key: "k", Body: "x" }));
    await fails(new DeleteBucketCommand({ Bucket: "made-by-script" }), "BucketNotEmpty", 409);
    await send(new DeleteObjectCommand({ Bucket: "made-by-script", Key: "k" }));
    await send(new DeleteBucketCommand({ Bucket: "made-by-script" }));
    await fails(new HeadBucketCommand({ Bucket: "made-by-script" }), "NotFound", 404);
    await fails(new ListObjectsV2Command({ Bucket: "made-by-script" }), "NoSuchBucket", 404);
    await fails(new CreateBucketCommand({ Bucket: "Not_A_Bucket" }), "InvalidBucketName", 400);
  },
  async objects() {
    const Key = "dir/ä key +&%25=😀//x.txt";
    const written = await put(Key, "hello", {
      ContentType: "text/plain", CacheControl: "no-cache", ContentEncoding: "identity", Metadata: { color: "blue" }, ContentDisposition: "inline",
    });
    assert.equal(written.ETag, `"${md5("hello")}"`);
    const head = await send(new HeadObjectCommand({ Bucket, Key }));
    assert.deepEqual([head.ContentLength, head.ETag, head.ContentType, head.CacheControl, head.ContentEncoding, head.ContentDisposition, head.Metadata.color],
      [5, written.ETag, "text/plain", "no-cache", "identity", "inline", "blue"]);
    assert.equal(head.LastModified.getMilliseconds(), 0);
    const got = await send(new GetObjectCommand({ Bucket, Key, ResponseContentType: "application/x-other" }));
    assert.equal(got.ContentType, "application/x-other");
    assert.equal(await text(got), "hello");
    await fails(new GetObjectCommand({ Bucket, Key: "missing" }), "NoSuchKey", 404);
    await fails(new HeadObjectCommand({ Bucket, Key: "missing" }), "NotFound", 404);
    await send(new DeleteObjectCommand({ Bucket, Key }));
    await send(new DeleteObjectCommand({ Bucket, Key }));
  },
  async ranges() {
    await put("range", "0123456789");
    const range = async Range => {
      const got = await send(new GetObjectCommand({ Bucket, Key: "range", Range }));
      return [await text(got), got.ContentRange];
    };
    assert.deepEqual(await range("bytes=2-4"), ["234", "bytes 2-4/10"]);
    assert.deepEqual(await range("bytes=7-"), ["789", "bytes 7-9/10"]);
    assert.deepEqual(await range("bytes=-3"), ["789", "bytes 7-9/10"]);
    assert.deepEqual(await range("bytes=5-500"), ["56789", "bytes 5-9/10"]);
    assert.deepEqual(await range("bytes=-99"), ["0123456789", "bytes 0-9/10"]);
    await fails(new GetObjectCommand({ Bucket, Key: "range", Range: "bytes=10-" }), "InvalidRange", 416);
  },
  async readConditions() {
    const { ETag } = await put("conditional-read", "v1");
    assert.equal(await text(await send(new GetObjectCommand({ Bucket, Key: "conditional-read", IfMatch: ETag }))), "v1");
    await fails(new GetObjectCommand({ Bucket, Key: "conditional-read", IfMatch: '"00000000000000000000000000000000"' }), "PreconditionFailed", 412);
    await assert.rejects(send(new GetObjectCommand({ Bucket, Key: "conditional-read", IfNoneMatch: ETag })), e => e.$metadata.httpStatusCode === 304);
    const { LastModified } = await send(new HeadObjectCommand({ Bucket, Key: "conditional-read" }));
    await assert.rejects(send(new GetObjectCommand({ Bucket, Key: "conditional-read", IfModifiedSince: LastModified })), e => e.$metadata.httpStatusCode === 304);
    await fails(new GetObjectCommand({ Bucket, Key: "conditional-read", IfUnmodifiedSince: new Date(LastModified - 60000) }), "PreconditionFailed", 412);
  },
  async writeConditions() {
    const first = await put("conditional", "1", { IfNoneMatch: "*" });
    await fails(new PutObjectCommand({ Bucket, Key: "conditional", Body: "2", IfNoneMatch: "*" }), "PreconditionFailed", 412);
    const second = await put("conditional", "2", { IfMatch: first.ETag });
    await fails(new PutObjectCommand({ Bucket, Key: "conditional", Body: "3", IfMatch: first.ETag }), "PreconditionFailed", 412);
    await fails(new PutObjectCommand({ Bucket, Key: "conditional-missing", Body: "3", IfMatch: first.ETag }), "NoSuchKey", 404);
    await fails(new PutObjectCommand({ Bucket, Key: "conditional", Body: "3", IfNoneMatch: first.ETag }), "NotImplemented", 501);
    assert.equal((await send(new HeadObjectCommand({ Bucket, Key: "conditional" }))).ETag, second.ETag);
    const writers = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => put("race", `writer ${i}`, { IfNoneMatch: "*" })));
    assert.equal(writers.filter(w => w.status === "fulfilled").length, 1);
    assert.ok(writers.every(w => w.status === "fulfilled" || w.reason.$metadata.httpStatusCode === 412));
  },
  async checksums() {
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"]) {
      const Key = `checksum/${ChecksumAlgorithm}`;
      const Body = randomBytes(100_000);
      const written = await put(Key, Body, { ChecksumAlgorithm });
      const got = await send(new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
      assert.equal(got[`Checksum${ChecksumAlgorithm}`], written[`Checksum${ChecksumAlgorithm}`]);
      assert.ok(got[`Checksum${ChecksumAlgorithm}`]);
      assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), Body);
    }
    await fails(new PutObjectCommand({ Bucket, Key: "checksum/bad", Body: "x", ChecksumSHA256: createHash("sha256").update("y").digest("base64") }), "BadDigest", 400);
    await fails(new PutObjectCommand({ Bucket, Key: "checksum/bad", Body: "x", ChecksumCRC32: "AAAAAA==" }), "BadDigest", 400);
    await fails(new PutObjectCommand({ Bucket, Key: "checksum/bad", Body: "x", ContentMD5: createHash("md5").update("y").digest("base64") }), "BadDigest", 400);
    await fails(new HeadObjectCommand({ Bucket, Key: "checksum/bad" }), "NotFound", 404);
  },
  async streamedBody() {
    const Body = randomBytes(300_000);
    const { Readable } = await import("node:stream");
    await put("streamed", Readable.from([Body.subarray(0, 1000), Body.subarray(1000, 200_000), Body.subarray(200_000)], { objectMode: false }), { ContentLength: Body.length });
    const got = await send(new GetObjectCommand({ Bucket, Key: "streamed" }));
    assert.equal(got.ContentEncoding, undefined);
    assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), Body);
  },
  async listing() {
    const keys = ["list/a", "list/b/1", "list/b/2", "list/c +é", "list/d/1", "list/e", "list/\u0007bell", "list/\uE000", "list/😀"];
    await Promise.all(keys.map(k => put(k, "x")));
    keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const names = page => (page.Contents ?? []).map(o => decodeURIComponent(o.Key));
    const prefixes = page => (page.CommonPrefixes ?? []).map(p => p.Prefix);
    const all = await send(new ListObjectsV2Command({ Bucket, Prefix: "list/", EncodingType: "url" }));
    assert.deepEqual(names(all), keys);
    assert.equal(all.KeyCount, keys.length);
    assert.equal(all.IsTruncated, false);
    assert.equal(all.Contents[0].ETag, `"${md5("x")}"`);
    const paged = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket, Prefix: "list/", EncodingType: "url" })) {
      assert.ok(page.KeyCount <= 2);
      paged.push(...names(page));
    }
    assert.deepEqual(paged, keys);
    const byFolder = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket, Prefix: "list/", Delimiter: "/", EncodingType: "url" })) {
      byFolder.push(...names(page), ...prefixes(page));
    }
    assert.deepEqual(byFolder, ["list/\u0007bell", "list/a", "list/b/", "list/c +é", "list/d/", "list/e", "list/\uE000", "list/😀"]);
    const after = await send(new ListObjectsV2Command({ Bucket, Prefix: "list/", StartAfter: "list/d/1", EncodingType: "url" }));
    assert.deepEqual(names(after), ["list/e", "list/\uE000", "list/😀"]);
    assert.equal((await send(new ListObjectsV2Command({ Bucket, Prefix: "list/none" }))).KeyCount, 0);
    assert.equal((await send(new ListObjectsV2Command({ Bucket, Prefix: "list/", MaxKeys: 0 }))).KeyCount, 0);
    const old = await send(new ListObjectsCommand({ Bucket, Prefix: "list/", Delimiter: "/", MaxKeys: 3, EncodingType: "url" }));
    assert.equal(old.NextMarker, "list/b/");
    const next = await send(new ListObjectsCommand({ Bucket, Prefix: "list/", Delimiter: "/", Marker: old.NextMarker, EncodingType: "url" }));
    assert.deepEqual([...names(next), ...prefixes(next)], ["list/c +é", "list/e", "list/\uE000", "list/😀", "list/d/"]);
  },
  async multipart() {
    const Key = "multi";
    const parts = [randomBytes(5 * 1024 * 1024), randomBytes(5 * 1024 * 1024), randomBytes(10)];
    const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "x/parts", Metadata: { a: "b" } }));
    const upload = async PartNumber => {
      const r = await send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: parts[PartNumber - 1] }));
      return { PartNumber, ETag: r.ETag, ChecksumCRC32: r.ChecksumCRC32 };
    };
    const Parts = [await upload(1), await upload(2), await upload(3)];
    const complete = (parts, more = {}) => new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts }, ...more });
    const listed = await send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    assert.deepEqual(listed.Parts.map(p => [p.PartNumber, p.Size]), [[1, parts[0].length], [2, parts[1].length]]);
    assert.equal(listed.IsTruncated, true);
    assert.deepEqual((await send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: listed.NextPartNumberMarker }))).Parts.map(p => p.PartNumber), [3]);
    assert.ok((await send(new ListMultipartUploadsCommand({ Bucket }))).Uploads.some(u => u.UploadId === UploadId && u.Key === Key));
    await fails(complete([Parts[1], Parts[0]]), "InvalidPartOrder", 400);
    await fails(complete([{ ...Parts[0], ETag: Parts[1].ETag }]), "InvalidPart", 400);
    await fails(complete([Parts[0], Parts[2], { PartNumber: 4, ETag: Parts[0].ETag }]), "InvalidPart", 400);
    await fails(complete(Parts, { IfMatch: '"0"' }), "NoSuchKey", 404);
    const done = await send(complete(Parts, { IfNoneMatch: "*" }));
    assert.equal(done.ETag, `"${md5(Buffer.concat(parts.map(p => createHash("md5").update(p).digest())))}-3"`);
    await fails(complete(Parts), "NoSuchUpload", 404);
    const got = await send(new GetObjectCommand({ Bucket, Key }));
    assert.deepEqual([got.ContentType, got.Metadata.a, got.ETag], ["x/parts", "b", done.ETag]);
    assert.ok(Buffer.concat(parts).equals(Buffer.from(await got.Body.transformToByteArray())));
    const across = await send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${parts[0].length - 3}-${parts[0].length + 2}` }));
    assert.ok(Buffer.concat(parts).subarray(parts[0].length - 3, parts[0].length + 3).equals(Buffer.from(await across.Body.transformToByteArray())));

    const small = (await send(new CreateMultipartUploadCommand({ Bucket, Key: "small" }))).UploadId;
    const one = await send(new UploadPartCommand({ Bucket, Key: "small", UploadId: small, PartNumber: 1, Body: "tiny" }));
    const two = await send(new UploadPartCopyCommand({ Bucket, Key: "small", UploadId: small, PartNumber: 2, CopySource: `${Bucket}/${Key}`, CopySourceRange: "bytes=0-9" }));
    await fails(new CompleteMultipartUploadCommand({
      Bucket, Key: "small", UploadId: small, MultipartUpload: { Parts: [{ PartNumber: 1, ETag: one.ETag }, { PartNumber: 2, ETag: two.CopyPartResult.ETag }] },
    }), "EntityTooSmall", 400);
    await send(new AbortMultipartUploadCommand({ Bucket, Key: "small", UploadId: small }));
    await fails(new ListPartsCommand({ Bucket, Key: "small", UploadId: small }), "NoSuchUpload", 404);
    await fails(new HeadObjectCommand({ Bucket, Key: "small" }), "NotFound", 404);
  },
  async copyAndTags() {
    const source = await put("copy source+é", "content", { ContentType: "text/x", Metadata: { m: "1" }, Tagging: "a=1&b=2%202" });
    const CopySource = encodeURIComponent(`${Bucket}/copy source+é`);
    const copied = await send(new CopyObjectCommand({ Bucket, Key: "copy/kept", CopySource }));
    assert.equal(copied.CopyObjectResult.ETag, source.ETag);
    const kept = await send(new GetObjectCommand({ Bucket, Key: "copy/kept" }));
    assert.deepEqual([await text(kept), kept.ContentType, kept.Metadata.m, kept.TagCount], ["content", "text/x", "1", 2]);
    await send(new CopyObjectCommand({ Bucket, Key: "copy/kept", CopySource: `${Bucket}/copy/kept`, MetadataDirective: "REPLACE", ContentType: "text/y" }));
    assert.equal((await send(new HeadObjectCommand({ Bucket, Key: "copy/kept" }))).ContentType, "text/y");
    await fails(new CopyObjectCommand({ Bucket, Key: "copy/kept", CopySource: `${Bucket}/copy/kept` }), "InvalidRequest", 400);
    await fails(new CopyObjectCommand({ Bucket, Key: "c", CopySource, CopySourceIfMatch: '"0"' }), "PreconditionFailed", 412);
    await fails(new CopyObjectCommand({ Bucket, Key: "copy/kept", CopySource, IfNoneMatch: "*" }), "PreconditionFailed", 412);
    await fails(new CopyObjectCommand({ Bucket, Key: "c", CopySource: `${Bucket}/missing` }), "NoSuchKey", 404);
    const tags = async () => Object.fromEntries((await send(new GetObjectTaggingCommand({ Bucket, Key: "copy/kept" }))).TagSet.map(t => [t.Key, t.Value]));
    assert.deepEqual(await tags(), { a: "1", b: "2 2" });
    await send(new PutObjectTaggingCommand({ Bucket, Key: "copy/kept", Tagging: { TagSet: [{ Key: "c", Value: "3" }] } }));
    assert.deepEqual(await tags(), { c: "3" });
    assert.equal(await text(await send(new GetObjectCommand({ Bucket, Key: "copy/kept" }))), "content");
    await fails(new PutObjectTaggingCommand({ Bucket, Key: "missing", Tagging: { TagSet: [] } }), "NoSuchKey", 404);
  },
  async deleteMany() {
    await Promise.all(["many/1", "many/2 &<>", "many/3"].map(k => put(k, "x")));
    const { Deleted } = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "many/1" }, { Key: "many/2 &<>" }, { Key: "many/none" }] } }));
    assert.deepEqual(Deleted.map(d => d.Key), ["many/1", "many/2 &<>", "many/none"]);
    assert.deepEqual((await send(new ListObjectsV2Command({ Bucket, Prefix: "many/" }))).Contents.map(o => o.Key), ["many/3"]);
  },
  async encryption() {
    const plain = await put("sse", "x");
    assert.equal(plain.ServerSideEncryption, "AES256");
    const kms = await put("sse", "x", { ServerSideEncryption: "aws:kms", SSEKMSKeyId: "key-1" });
    assert.deepEqual([kms.ServerSideEncryption, kms.SSEKMSKeyId], ["aws:kms", "key-1"]);
    assert.notEqual(kms.ETag, plain.ETag);
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  try {
    await scenario();
  } catch (error) {
    console.error(`${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}
if (!process.exitCode) console.log(`${Object.keys(scenarios).length} scenarios passed`);
s3.destroy();
