// Trino's own JavaScript client against a server. node trino_client.mjs URL STATEMENT: writes {"columns": [...], "rows": [...], "error": ...}.
import { createRequire } from 'node:module';

const { Trino, BasicAuth } = createRequire(import.meta.url)('trino-client');

const [, , server, statement] = process.argv;
const trino = Trino.create({ server, catalog: 'kinesis', schema: 'kinesis', auth: new BasicAuth('tester') });
const result = { columns: [], rows: [], error: null };
for await (const answer of await trino.query(statement)) {
  if (answer.columns) result.columns = answer.columns.map(column => column.name);
  if (answer.data) result.rows.push(...answer.data);
  if (answer.error) result.error = answer.error.errorName;
}
process.stdout.write(JSON.stringify(result));
