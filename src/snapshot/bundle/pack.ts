import { createHash } from 'node:crypto'
import { redactText } from '../redact/redact-text.ts'
import type { Answer, Snapshot } from '../snapshot.ts'
import { bundleVersion, type BundledAnswer, type Manifest } from './manifest.ts'

export interface BundleFile { name: string, bytes: Buffer }

/** `"extensions": [ … ]` of a node: 40 KB of names that no diagnosis reads. */
const extensions = /("extensions"\s*:\s*)\[(?:[^[\]]|\[[^[\]]*\])*\]/

/** Turns a snapshot into a bundle's files, redacted unless asked otherwise: manifest first, then one file an answer. */
export async function packSnapshot(snapshot: Snapshot, options: { tool: Manifest['tool'], redact: boolean }): Promise<BundleFile[]> {
  const manifest: Manifest = {
    schemaVersion: bundleVersion, tool: options.tool, proxies: [],
    redaction: { applied: options.redact, replaced: {}, files: {} }, reductions: ['node.extensions of config_dump and server_info'],
  }
  const files: BundleFile[] = []
  for (const [i, proxy] of snapshot.proxies.entries()) {
    const answers: BundledAnswer[] = []
    for (const [j, answer] of proxy.answers.entries()) {
      const file = `${i + 1}/${j + 1}-${answer.kind}`
      const bytes = await reduce(answer, file, options.redact, manifest)
      if (bytes.length > 0) files.push({ name: file, bytes })
      answers.push(describe(answer, file, bytes))
    }
    manifest.proxies.push({ name: proxy.name, live: proxy.live, answers, ...(proxy.unreachable === undefined ? {} : { unreachable: proxy.unreachable }) })
  }
  return [{ name: 'manifest.json', bytes: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) }, ...files]
}

async function reduce(answer: Answer, file: string, redact: boolean, manifest: Manifest): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.open()) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  if (answer.kind === 'unknown') return Buffer.alloc(0)
  const isJson = answer.kind === 'config_dump' || answer.kind === 'server_info'
  if (!redact && !isJson) return bytes
  const text = isJson ? bytes.toString('utf8').replace(extensions, '$1[]') : bytes.toString('utf8')
  if (!redact) return Buffer.from(text)
  const redacted = redactText(text)
  const kinds = Object.entries(redacted.counts)
  if (kinds.length > 0) manifest.redaction.files[file] = redacted.counts
  for (const [kind, count] of kinds) manifest.redaction.replaced[kind] = (manifest.redaction.replaced[kind] ?? 0) + count
  return Buffer.from(redacted.text)
}

function describe(answer: Answer, file: string, bytes: Buffer): BundledAnswer {
  const { kind, source, query, readAt, readAtFrom, failure } = answer
  return {
    kind, source, bytes: bytes.length,
    ...(bytes.length === 0 ? {} : { file, sha256: createHash('sha256').update(bytes).digest('hex') }),
    ...(query === undefined ? {} : { query: redactText(query).text }),
    ...(readAt === undefined ? {} : { readAt: new Date(readAt).toISOString() }),
    ...(readAtFrom === undefined ? {} : { readAtFrom }),
    ...(failure === undefined ? {} : { failure }),
  }
}
