// Parses and builds KPL aggregates with aws-kinesis-agg, for KinesisPlatform.Benchmarks. A line of JSON on standard input is a question:
//   {"operation":"load","contents":[[{"partitionKey":"a","data":"<base64>"}]],"aggregates":["<base64>"]}   answered only if both agree
//   {"operation":"parse"|"build","passCount":100,"cpuMillisecondsMin":400}
// The answer is a line, {"userRecordCount":1,"cpuMicroseconds":1000}: the CPU time of this process alone.
const { createInterface } = require('node:readline');
const { RecordAggregator, deaggregateSync } = require('aws-kinesis-agg');

let contents, aggregates;

function load(question) {
  contents = question.contents.map(records => records.map(({ partitionKey, data }) => ({ partitionKey, data: Buffer.from(data, 'base64') })));
  aggregates = question.aggregates.map(aggregate => Buffer.from(aggregate, 'base64'));
  const count = build();
  const same = built.every((aggregate, i) => aggregate.equals(aggregates[i]));
  return { userRecordCount: same && parse() === count ? count : 0, cpuMicroseconds: 0 };
}

// Buffers, not the base64 that the package expects: it saves the package a decoding, as the official client hands out bytes.
function parse() {
  let count = 0;
  for (const data of aggregates) {
    deaggregateSync({ data, partitionKey: 'outer', sequenceNumber: '1' }, true, (error, userRecords) => {
      if (error) throw error;
      count += userRecords.length;
    });
  }
  return count;
}

let built;
function build() {
  built = contents.map(records => {
    const aggregator = new RecordAggregator();
    for (const record of records) aggregator.addUserRecord(record);
    return aggregator.build().data;
  });
  return contents.reduce((count, records) => count + records.length, 0);
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
