// Reads an Iceberg table with readers that others wrote: icebird (rows by the table's path), avsc (manifests), hyparquet (bytes of data files).
// Arguments: a folder that holds a bucket's objects, the table's URL. Output: one JSON document.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import avro from 'avsc'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { icebergMetadata, icebergRead } from 'icebird'

const [, , folder, tableUrl] = process.argv
const pathOf = url => join(folder, new URL(url).pathname)

// icebird reads s3:// URLs through https and fetch.
globalThis.fetch = async (url, init) => {
  let content
  try { content = readFileSync(pathOf(url)) } catch { return new Response(null, { status: 404 }) }
  const range = /^bytes=(\d+)-(\d*)$/.exec(new Headers(init?.headers).get('range') ?? '')
  if (!range) return new Response(init?.method === 'HEAD' ? null : content, { headers: { 'content-length': content.length } })
  return new Response(content.subarray(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined), { status: 206 })
}

const long = avro.types.LongType.__with({
  fromBuffer: buffer => buffer.readBigInt64LE(),
  toBuffer: value => { const buffer = Buffer.alloc(8); buffer.writeBigInt64LE(value); return buffer },
  fromJSON: BigInt, toJSON: String, isValid: value => typeof value === 'bigint', compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
})

function readAvro(url) {
  return new Promise((resolve, reject) => {
    const records = []
    let metadata
    avro.createFileDecoder(pathOf(url), { parseHook: schema => avro.Type.forSchema(schema, { registry: { long } }) })
      .on('metadata', (type, codec, header) => { metadata = Object.fromEntries(Object.entries(header.meta).map(([key, value]) => [key, value.toString()])) })
      .on('data', record => records.push(record)).on('end', () => resolve({ metadata, records })).on('error', reject)
  })
}

// Parquet's schema is a tree in preorder; its root is the table.
function leaves(schema, at = { next: 1 }, path = [], count = schema[0].num_children) {
  const found = []
  for (let i = 0; i < count; i++) {
    const { name, field_id: id, num_children: children } = schema[at.next++]
    if (children) found.push(...leaves(schema, at, [...path, name], children))
    else found.push({ path: [...path, name].join('.'), id })
  }
  return found
}

async function readDataFile(entry) {
  const content = readFileSync(pathOf(entry.data_file.file_path))
  const file = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength)
  const { schema, row_groups } = parquetMetadata(file)
  const rows = await parquetReadObjects({ file, compressors, utf8: false })
  return {
    fieldIds: Object.fromEntries(schema.slice(1).map(column => [column.name, column.field_id])),
    codecs: [...new Set(row_groups.flatMap(group => group.columns.map(column => column.meta_data.codec)))],
    fields: Object.fromEntries(rows.map(row => [row.sequence_number, row.fields ?? null])),
    leafIds: Object.fromEntries(leaves(schema).map(({ path, id }) => [path, id])),
    rows: rows.map(row => ({
      shard: row.shard_id, sequence: row.sequence_number, sub: row.sub_sequence_number, key: row.partition_key, hashKey: row.explicit_hash_key ?? null,
      arrived: row.arrived_at.toISOString(), sha256: createHash('sha256').update(row.data).digest('hex'),
    })),
  }
}

const metadata = await icebergMetadata({ tableUrl })
const snapshot = metadata.snapshots.find(s => s['snapshot-id'] === metadata['current-snapshot-id'])
const list = await readAvro(snapshot['manifest-list'])
const manifests = await Promise.all(list.records.map(manifest => readAvro(manifest.manifest_path)))
const files = await Promise.all(manifests.flatMap(manifest => manifest.records).filter(entry => entry.status !== 2).map(readDataFile))
const icebirdRows = await icebergRead({ tableUrl })
const output = {
  icebirdRows: icebirdRows.length,
  // The typed column, exactly as each reader gives it.
  icebirdFields: Object.fromEntries(icebirdRows.map(row => [row.sequence_number, row.fields ?? null])),
  formatVersion: metadata['format-version'],
  list: list.records,
  manifests: manifests.map(manifest => ({ schema: JSON.parse(manifest.metadata.schema), spec: JSON.parse(manifest.metadata['partition-spec']), content: manifest.metadata.content, entries: manifest.records })),
  files,
}
process.stdout.write(JSON.stringify(output, (_, value) => (typeof value === 'bigint' ? Number(value) : value)))
