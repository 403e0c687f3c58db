// Walks an Iceberg REST catalog from its address alone and reads every table's rows with a reader that others wrote (icebird).
// Arguments: the catalog's address, a folder that holds the bucket's objects. Output: {"namespace.table": [[partition key, data], ...]}, sorted.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { icebergRead } from 'icebird'

const [, , catalog, folder] = process.argv
const http = globalThis.fetch

// icebird reads s3:// URLs through https and fetch. Files that the metadata does not lead to are never asked for: there is no way by path.
globalThis.fetch = async (url, init) => {
  const { pathname } = new URL(url)
  if (pathname.endsWith('version-hint.text') || pathname.endsWith('.metadata.json')) throw new Error(`${url} was read past the catalog`)
  const content = readFileSync(join(folder, decodeURIComponent(pathname)))
  const range = /^bytes=(\d+)-(\d*)$/.exec(new Headers(init?.headers).get('range') ?? '')
  if (!range) return new Response(init?.method === 'HEAD' ? null : content, { headers: { 'content-length': content.length } })
  return new Response(content.subarray(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined), { status: 206 })
}

async function get(path) {
  const response = await http(`${catalog}/v1/${path}`)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function listTables(path) {
  const tables = []
  let token = ''
  do {
    const page = await get(`${path}/tables?pageSize=1&pageToken=${encodeURIComponent(token)}`)
    tables.push(...page.identifiers)
    token = page['next-page-token']
  } while (token)
  return tables
}

const output = {}
await get('config')
for (const namespace of (await get('namespaces')).namespaces) {
  const path = `namespaces/${namespace.map(encodeURIComponent).join('%1F')}`
  for (const { name } of await listTables(path)) {
    const { metadata, 'metadata-location': location } = await get(`${path}/tables/${encodeURIComponent(name)}`)
    if (!location.startsWith(`${metadata.location}/`)) throw new Error(`${location} is not in ${metadata.location}`)
    const rows = await icebergRead({ tableUrl: metadata.location, metadata })
    output[`${namespace.join('.')}.${name}`] = rows.map(row => [row.partition_key, row.data]).sort()
  }
}
process.stdout.write(JSON.stringify(output))
