// Exercises an SQS endpoint through the AWS SDK for JavaScript, which checks the MD5 of every body. Usage: node sqs.mjs <endpoint>
import assert from "node:assert/strict";
import {
  SQSClient, ChangeMessageVisibilityBatchCommand, ChangeMessageVisibilityCommand, CreateQueueCommand, DeleteMessageBatchCommand, DeleteMessageCommand,
  DeleteQueueCommand, GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand,
  SetQueueAttributesCommand, paginateListQueues,
} from "@aws-sdk/client-sqs";

const [endpoint] = process.argv.slice(2);
const sqs = new SQSClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" }, maxAttempts: 1 });
const send = command => sqs.send(command);
// With the query protocol's code in error.Error.Code, as the SDK reads it from x-amzn-query-error.
const fails = (command, name, code) => assert.rejects(send(command), error => {
  assert.equal(error.name, name, `${error.name}: ${error.message}`);
  if (code) assert.equal(error.Error?.Code ?? error.Code, code);
  return true;
});
const create = async (QueueName, Attributes) => (await send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl;

const scenarios = {
  async queues() {
    const QueueUrl = await create("js-queue", { DelaySeconds: "5" });
    assert.ok(QueueUrl.startsWith(endpoint.replace(/\/$/, "")), QueueUrl);
    assert.equal((await send(new GetQueueUrlCommand({ QueueName: "js-queue" }))).QueueUrl, QueueUrl);
    await fails(new CreateQueueCommand({ QueueName: "js-queue", Attributes: { DelaySeconds: "6" } }), "QueueNameExists", "QueueAlreadyExists");
    await fails(new GetQueueUrlCommand({ QueueName: "missing" }), "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");
    await fails(new CreateQueueCommand({ QueueName: "bad name" }), "InvalidParameterValue");
    await fails(new CreateQueueCommand({ QueueName: "x.fifo", Attributes: { FifoQueue: "true" } }), "UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation");
    await fails(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "43201" } }), "InvalidAttributeValue");
    await fails(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Nonsense"] }), "InvalidAttributeName");
    await send(new DeleteQueueCommand({ QueueUrl }));
    await fails(new SendMessageCommand({ QueueUrl, MessageBody: "x" }), "QueueDoesNotExist");
  },
  async pages() {
    for (let i = 0; i < 5; i++) await create(`page-${i}`);
    const names = [];
    for await (const page of paginateListQueues({ client: sqs, pageSize: 2 }, { QueueNamePrefix: "page-" })) {
      assert.ok((page.QueueUrls ?? []).length <= 2);
      names.push(...(page.QueueUrls ?? []).map(url => url.split("/").at(-1)));
    }
    assert.deepEqual(names, ["page-0", "page-1", "page-2", "page-3", "page-4"]);
  },
  async messages() {
    const QueueUrl = await create("js-messages");
    const MessageAttributes = { "my.text": { DataType: "String", StringValue: "ä" }, "my.raw": { DataType: "Binary", BinaryValue: new Uint8Array([0, 255]) }, other: { DataType: "Number", StringValue: "1" } };
    await send(new SendMessageCommand({ QueueUrl, MessageBody: "Grüße 😀", MessageAttributes }));
    const { Messages: [message] } = await send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["my.*"], MessageSystemAttributeNames: ["SentTimestamp"] }));
    assert.equal(message.Body, "Grüße 😀");
    assert.deepEqual(Object.keys(message.MessageAttributes).sort(), ["my.raw", "my.text"]);
    assert.deepEqual([...message.MessageAttributes["my.raw"].BinaryValue], [0, 255]);
    assert.deepEqual(Object.keys(message.Attributes), ["SentTimestamp"]);
    await send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0 }));
    await fails(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 5 }), "MessageNotInflight");
    await send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    await send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    assert.equal((await send(new ReceiveMessageCommand({ QueueUrl }))).Messages, undefined);
    await fails(new SendMessageCommand({ QueueUrl, MessageBody: "bell \u0007" }), "InvalidMessageContents");
    await fails(new SendMessageCommand({ QueueUrl, MessageBody: "x", DelaySeconds: 901 }), "InvalidParameterValue");
    await fails(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 }), "InvalidParameterValue");
    await fails(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "nonsense" }), "ReceiptHandleIsInvalid");
  },
  async batches() {
    const QueueUrl = await create("js-batches");
    const sent = await send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "a", MessageBody: "1" }, { Id: "b", MessageBody: "2", DelaySeconds: 901 }, { Id: "c", MessageBody: "3" }] }));
    assert.deepEqual([sent.Successful.map(e => e.Id), sent.Failed.map(e => [e.Id, e.SenderFault])], [["a", "c"], [["b", true]]]);
    const { Messages } = await send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    const Entries = Messages.map((m, i) => ({ Id: `${i}`, ReceiptHandle: m.ReceiptHandle }));
    assert.equal((await send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: Entries.map(e => ({ ...e, VisibilityTimeout: 60 })) }))).Successful.length, 2);
    assert.equal((await send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))).Successful.length, 2);
    const same = [{ Id: "a", MessageBody: "1" }, { Id: "a", MessageBody: "2" }];
    await fails(new SendMessageBatchCommand({ QueueUrl, Entries: same }), "BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct");
    await fails(new SendMessageBatchCommand({ QueueUrl, Entries: [] }), "EmptyBatchRequest");
    const many = Array.from({ length: 11 }, (_, i) => ({ Id: `${i}`, MessageBody: "x" }));
    await fails(new SendMessageBatchCommand({ QueueUrl, Entries: many }), "TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest");
    const long = Array.from({ length: 2 }, (_, i) => ({ Id: `${i}`, MessageBody: "x".repeat(600_000) }));
    await fails(new SendMessageBatchCommand({ QueueUrl, Entries: long }), "BatchRequestTooLong");
  },
};

for (const [name, run] of Object.entries(scenarios)) {
  await run();
  console.log(`ok ${name}`);
}
