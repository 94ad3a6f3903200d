import { createHash } from 'node:crypto'
import type { EvidenceKind } from '../../evidence/kinds.ts'
import { redactStream, redactText } from '../redact/redact.ts'
import type { RedactionCounts, RedactOptions } from '../redact/redactor.ts'
import type { Answer, Failure, ProxySnapshot, Snapshot } from '../snapshot.ts'
import type { Spool, Spooled } from '../spool.ts'
import { dropExtensions } from './drop-extensions.ts'
import { schemaVersion } from './manifest.ts'
import type { Manifest, ManifestAnswer, ManifestProxy, RedactionReport } from './manifest.ts'

export interface SaveOptions {
  tool: { name: string, version: string }
  /** `false` keeps every secret; `true` is redaction without options. */
  redact: RedactOptions | boolean
}

/** What will be written: the manifest, and the content of each entry it names. */
export interface Stored {
  manifest: Manifest
  entries: { name: string, content: Spooled }[]
}

/** Reads every answer once, reduces and redacts it, and describes it. */
export async function storeAnswers(snapshot: Snapshot, options: SaveOptions, spool: Spool): Promise<Stored> {
  const redact = options.redact === true ? {} : options.redact
  const clean = redact === false ? (text: string) => text : (text: string) => redactText(text, redact)
  const newest = newestReading(snapshot)
  const stored: Stored = {
    manifest: {
      schemaVersion,
      tool: options.tool,
      createdAt: newest === undefined ? undefined : new Date(newest).toISOString(),
      proxies: [],
      problems: [],
      redaction: { applied: redact !== false, addresses: redact !== false && redact.addresses === true, replaced: {}, files: {} },
      reductions: [],
    },
    entries: [],
  }
  for (const [index, proxy] of snapshot.proxies.entries()) {
    stored.manifest.proxies.push(await storeProxy(proxy, index, clean, redact, spool, stored))
  }
  // Only now: reading the answers may have told of more.
  stored.manifest.problems = snapshot.problems.map(problem => ({ ...problem, source: clean(problem.source), message: clean(problem.message) }))
  return stored
}

async function storeProxy(
  proxy: ProxySnapshot, index: number, clean: (text: string) => string, redact: RedactOptions | false, spool: Spool, stored: Stored,
): Promise<ManifestProxy> {
  const name = clean(proxy.name)
  const folder = `${String(index + 1).padStart(3, '0')}-${slug(name)}`
  const cleanFailure = (failure: Failure | undefined): Failure | undefined => failure && { ...failure, message: clean(failure.message) }
  const answers: ManifestAnswer[] = []
  for (const [position, answer] of proxy.answers.entries()) {
    const file = `${folder}/${String(position + 1).padStart(2, '0')}-${answer.kind}`
    const { content, sha256 } = await storeAnswer(answer, file, redact, spool, stored)
    // What nobody recognises, nobody can redact.
    const isLeftOut = answer.kind === 'unknown' && redact !== false && content.bytes > 0
    if (isLeftOut) stored.manifest.reductions.push({ file, what: 'unrecognised content', bytes: content.bytes })
    const isStored = !isLeftOut && (content.bytes > 0 || answer.failure === undefined)
    if (isStored) stored.entries.push({ name: file, content })
    answers.push({
      kind: answer.kind,
      source: clean(answer.source),
      query: answer.query === undefined ? undefined : clean(answer.query),
      readAt: answer.readAt === undefined ? undefined : new Date(answer.readAt).toISOString(),
      readAtFrom: answer.readAtFrom,
      failure: cleanFailure(answer.failure),
      file: isStored ? file : undefined,
      bytes: content.bytes,
      sha256: isStored ? sha256 : undefined,
    })
  }
  return { name, live: proxy.live, unreachable: cleanFailure(proxy.unreachable), clockOffsetSeconds: proxy.clockOffsetSeconds, answers }
}

const carriesNode: readonly (EvidenceKind | 'unknown')[] = ['server_info', 'config_dump']

async function storeAnswer(
  answer: Answer, file: string, redact: RedactOptions | false, spool: Spool, stored: Stored,
): Promise<{ content: Spooled, sha256: string }> {
  let source = answer.open()
  if (carriesNode.includes(answer.kind)) {
    source = dropExtensions(source, bytes => { stored.manifest.reductions.push({ file, what: 'node.extensions', bytes }) })
  }
  if (redact !== false) source = redactStream(source, redact, counts => addCounts(stored.manifest.redaction, file, counts))
  const writer = spool.writer()
  const hash = createHash('sha256')
  for await (const chunk of source) {
    hash.update(chunk)
    await writer.write(chunk)
  }
  return { content: await writer.finish(), sha256: hash.digest('hex') }
}

function addCounts(report: RedactionReport, file: string, counts: RedactionCounts): void {
  const kinds = Object.keys(counts) as (keyof RedactionCounts)[]
  if (kinds.length > 0) report.files[file] = counts
  for (const kind of kinds) report.replaced[kind] = (report.replaced[kind] ?? 0) + (counts[kind] ?? 0)
}

function newestReading(snapshot: Snapshot): number | undefined {
  let newest: number | undefined
  for (const proxy of snapshot.proxies) {
    for (const { readAt } of proxy.answers) {
      if (readAt !== undefined && readAt > (newest ?? -Infinity)) newest = readAt
    }
  }
  return newest
}

function slug(name: string): string {
  return name.toLowerCase().replace(/^[a-z]+:\/*/, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40).replace(/-+$/, '') || 'proxy'
}
