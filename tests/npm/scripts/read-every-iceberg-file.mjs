// Reads every version of an Iceberg table with icebird, and decodes every file with avsc and hyparquet.
// Arguments: a folder that holds a bucket's objects, the table's URL, optionally the only metadata file to read. Output: one JSON document.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import avro from 'avsc'
import { parquetMetadata, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { icebergRead } from 'icebird'

const [, , folder, tableUrl, only] = process.argv
const pathOf = url => join(folder, new URL(url).pathname)

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

const countAvro = path => new Promise((resolve, reject) => {
  let count = 0
  avro.createFileDecoder(path, { parseHook: schema => avro.Type.forSchema(schema, { registry: { long } }) })
    .on('data', () => count++).on('end', () => resolve(count)).on('error', reject)
})

async function readParquet(path) {
  const content = readFileSync(path)
  const file = content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength)
  const metadata = parquetMetadata(file)
  const rows = await parquetReadObjects({ file, compressors, utf8: false })
  return {
    rows: rows.length, announced: Number(metadata.num_rows), columns: Object.keys(rows[0] ?? {}),
    offsets: metadata.row_groups.map(group => Math.min(...group.columns.map(column => Number(column.meta_data.dictionary_page_offset ?? column.meta_data.data_page_offset)))),
  }
}

const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
const versions = []
for (const path of paths.filter(path => (only ? basename(path) === only : /\/\d+-[0-9a-f-]{36}\.metadata\.json$/.test(path))).sort()) {
  // Snapshot ids have 63 bits: as numbers of JavaScript some would be others.
  const metadata = JSON.parse(readFileSync(path, 'utf8').replace(/("(?:current-|parent-)?snapshot-id":)(\d+)/g, '$1"$2"'))
  for (const snapshot of metadata.snapshots) {
    const at = { ...metadata, 'current-snapshot-id': snapshot['snapshot-id'] }
    const total = Number(snapshot.summary['total-records'])
    const rows = total === 0 ? [] : await icebergRead({ tableUrl, metadata: at })
    versions.push({ file: basename(path), id: snapshot['snapshot-id'], rows: rows.length, withFields: rows.filter(row => row.fields).length, numbers: rows.map(row => row.sequence_number) })
  }
}
const every = async (ending, read) => Object.fromEntries(await Promise.all(paths.filter(path => path.endsWith(ending)).map(async path => [basename(path), await read(path)])))
const output = { versions, avro: await every('.avro', countAvro), parquet: await every('.parquet', readParquet) }
process.stdout.write(JSON.stringify(output, (_, value) => (typeof value === 'bigint' ? Number(value) : value)))
