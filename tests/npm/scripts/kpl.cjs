// Packs and unpacks KPL aggregates with aws-kinesis-agg.
//   node kpl.cjs encode '[{"partitionKey":"a","explicitHashKey":"1","data":"<base64>"}]'  -> base64 of the aggregate
//   node kpl.cjs decode '<base64 of the aggregate>'                                      -> the same JSON
const { RecordAggregator, deaggregateSync } = require('aws-kinesis-agg');

const [mode, input] = process.argv.slice(2);
if (mode === 'encode') {
  const aggregator = new RecordAggregator();
  for (const { data, ...keys } of JSON.parse(input)) aggregator.addUserRecord({ ...keys, data: Buffer.from(data, 'base64') });
  console.log(aggregator.build().data.toString('base64'));
} else {
  deaggregateSync({ data: input, partitionKey: 'outer', sequenceNumber: '1' }, true, (error, records) => {
    if (error) throw error;
    console.log(JSON.stringify(records.map(({ partitionKey, explicitPartitionKey, data }) => ({ partitionKey, explicitHashKey: explicitPartitionKey, data }))));
  });
}
