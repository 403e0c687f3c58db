// Messages as another codec makes them. Prints a list of {base64, type, payload} as JSON.
import { createRequire } from 'node:module';

// Given to require only.
const { EventStreamCodec, Int64 } = createRequire(import.meta.url)('@smithy/core/event-streams');
const codec = new EventStreamCodec(bytes => Buffer.from(bytes).toString('utf8'), text => Buffer.from(text, 'utf8'));
const text = value => ({ type: 'string', value });

const every = {
  ':message-type': text('event'),
  no: { type: 'boolean', value: false }, yes: { type: 'boolean', value: true },
  byte: { type: 'byte', value: -1 }, short: { type: 'short', value: -2 }, integer: { type: 'integer', value: 3 }, long: { type: 'long', value: Int64.fromNumber(4) },
  binary: { type: 'binary', value: Buffer.from([1, 2, 3]) }, time: { type: 'timestamp', value: new Date(0) },
  id: { type: 'uuid', value: 'a1b2c3d4-e5f6-0718-293a-4b5c6d7e8f90' }, 'schlüssel': text('größe'),
  ':event-type': text('Everything'),
};
const messages = [
  { headers: { ':event-type': text('initial-response'), ':content-type': text('application/x-amz-json-1.1'), ':message-type': text('event') }, body: '{}' },
  { headers: { ':message-type': text('exception'), ':exception-type': text('ResourceInUseException') }, body: '{"message":"taken over"}' },
  { headers: every, body: '' },
  { headers: { ':event-type': text('SubscribeToShardEvent'), ':message-type': text('event') }, body: 'ä'.repeat(100_000) },
];
console.log(JSON.stringify(messages.map(({ headers, body }) => ({
  base64: Buffer.from(codec.encode({ headers, body: Buffer.from(body, 'utf8') })).toString('base64'),
  type: (headers[':event-type'] ?? headers[':exception-type']).value,
  payload: body,
}))));
