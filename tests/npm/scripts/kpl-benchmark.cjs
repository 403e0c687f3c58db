// Parses and builds KPL aggregates with aws-kinesis-agg, for KinesisPlatform.Benchmarks. A line of JSON on standard input is a question:
//   {"operation":"load","records":[{"partitionKey":"a","data":"<base64>"}],"aggregate":"<base64>"}   answered only if both agree
//   {"operation":"parse"|"build","passCount":100,"cpuMillisecondsMin":400}
// The answer is a line, {"userRecordCount":1,"cpuMicroseconds":1000}: the CPU time of this process alone.
const { createInterface } = require('node:readline');
const { RecordAggregator, deaggregateSync } = require('aws-kinesis-agg');

let records, aggregate;

function load(question) {
  records = question.records.map(({ partitionKey, data }) => ({ partitionKey, data: Buffer.from(data, 'base64') }));
  aggregate = Buffer.from(question.aggregate, 'base64');
  const same = build() === records.length && built.equals(aggregate);
  return { userRecordCount: same ? parse() : 0, cpuMicroseconds: 0 };
}

// A buffer, not the base64 that the package expects: it saves the package a decoding, as the official client hands out bytes.
function parse() {
  let count = 0;
  deaggregateSync({ data: aggregate, partitionKey: 'outer', sequenceNumber: '1' }, true, (error, userRecords) => {
    if (error) throw error;
    count = userRecords.length;
  });
  return count;
}

let built;
function build() {
  const aggregator = new RecordAggregator();
  for (const record of records) aggregator.addUserRecord(record);
  built = aggregator.build().data;
  return records.length;
}

function measure(pass, { passCount, cpuMillisecondsMin }) {
  const before = process.cpuUsage();
  let userRecordCount = 0, cpuMicroseconds;
  do {
    for (let i = 0; i < passCount; i++) userRecordCount += pass();
    const { user, system } = process.cpuUsage(before);
    cpuMicroseconds = user + system;
  } while (cpuMicroseconds < cpuMillisecondsMin * 1000);
  return { userRecordCount, cpuMicroseconds };
}

createInterface({ input: process.stdin }).on('line', line => {
  const question = JSON.parse(line);
  const { operation } = question;
  console.log(JSON.stringify(operation === 'load' ? load(question) : measure(operation === 'parse' ? parse : build, question)));
});
