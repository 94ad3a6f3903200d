import type { Problem } from '../../evidence/problem.ts'
import { Absent } from '../../evidence/absent.ts'
import { readConfigDump } from '../../sources/envoy-admin/config-dump/read-config-dump.ts'

/** A format that was written down beside a log, and where. */
export interface FoundFormat { format: string, source: string }

const mostBytes = 16 << 20

/** The access-log formats that a config_dump configures. */
export async function formatsOfDump(chunks: AsyncIterable<Uint8Array>, source: string, problems: Problem[]): Promise<FoundFormat[]> {
  const dump = await readConfigDump(chunks, source, problems)
  const formats = dump.listeners.flatMap(({ chains }) => chains instanceof Absent ? [] : chains.flatMap(chain => chain.accessLogFormat ?? []))
  return [...new Set(formats)].map(format => ({ format, source }))
}

/** Whether a text may be App Mesh resources that say how their Envoys log. */
export function mayHoldMeshFormat(head: string): boolean {
  return /accessLog|access_log/.test(head) && /^\s*(?:[{[]|---|[\w"]+:|#)/.test(head) && !/^\s*\{"(?:start_time|log)"/.test(head)
}

/**
 * The formats of App Mesh resources, JSON of the API or Kubernetes YAML: `logging.accessLog.file.format.text`, or `json` as a list of keys
 * with their values. Source: App Mesh API, `LoggingFormat`.
 */
export async function formatsOfMesh(chunks: AsyncIterable<Uint8Array>, source: string): Promise<FoundFormat[]> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    size += chunk.length
    if (size > mostBytes) return []
  }
  const found = new Set<string>()
  for (const document of await parseDocuments(Buffer.concat(parts).toString('utf8'))) collectFormats(document, found, 0)
  return [...found].map(format => ({ format, source }))
}

async function parseDocuments(text: string): Promise<readonly unknown[]> {
  try {
    return [JSON.parse(text) as unknown]
  } catch {
    const { parseAllDocuments } = await import('yaml')
    return parseAllDocuments(text, { logLevel: 'error', uniqueKeys: false }).map(document => document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 }) as unknown)
  }
}

function collectFormats(value: unknown, found: Set<string>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 40) return
  const { accessLog } = value as { accessLog?: { file?: { format?: { text?: unknown, json?: unknown } } } }
  const format = accessLog?.file?.format
  if (typeof format?.text === 'string') found.add(format.text)
  if (Array.isArray(format?.json)) found.add(JSON.stringify(Object.fromEntries(format.json.map((pair: { key?: string, value?: string }) => [pair.key ?? '', pair.value ?? '']))))
  for (const inner of Object.values(value)) collectFormats(inner, found, depth + 1)
}
