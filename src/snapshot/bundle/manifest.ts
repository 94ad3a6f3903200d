import { CollectError } from '../../errors.ts'
import { isEvidenceKind } from '../../evidence/kinds.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { RedactionCounts } from '../redact/redactor.ts'
import type { Answer, Failure } from '../snapshot.ts'

/** Grows when a reader of the old form would misread the new one. */
export const schemaVersion = 1

export const manifestName = 'manifest.json'

/** What a bundle holds and where each part came from. It guards against damage and mix-ups; it is not a signature. */
export interface Manifest {
  schemaVersion: number
  tool: { name: string, version: string }
  /** ISO 8601, by the clock of the machine that collected: when the newest answer was read. */
  createdAt: string | undefined
  proxies: ManifestProxy[]
  problems: Problem[]
  redaction: RedactionReport
  /** What was left out on purpose. */
  reductions: Reduction[]
}

export interface ManifestProxy {
  name: string
  live: boolean
  unreachable: Failure | undefined
  /** Its clock minus that of the machine that collected. */
  clockOffsetSeconds: number | undefined
  answers: ManifestAnswer[]
}

export interface ManifestAnswer extends Pick<Answer, 'kind' | 'source' | 'query' | 'readAtFrom' | 'failure'> {
  /** ISO 8601 */
  readAt: string | undefined
  /** Entry of the bundle; undefined where nothing was read. */
  file: string | undefined
  bytes: number
  /** Of the entry as stored, in hex. */
  sha256: string | undefined
}

export interface RedactionReport {
  applied: boolean
  /** Whether addresses and host names were replaced too. */
  addresses: boolean
  /** How many values of each kind. */
  replaced: RedactionCounts
  files: Record<string, RedactionCounts>
}

export interface Reduction { file: string, what: 'node.extensions' | 'unrecognised content', bytes: number }

/** Reads a manifest. Throws a CollectError when it is none, or is newer than we understand. */
export function parseManifest(text: string, bundle: string): Manifest {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw broken(bundle, 'its manifest.json is no JSON', error)
  }
  const fields = asRecord(value)
  if (fields === undefined || !isOurs(value)) throw broken(bundle, 'its manifest.json is not that of a meshmedic bundle')
  const version = fields['schemaVersion']
  if (typeof version !== 'number' || !Array.isArray(fields['proxies'])) throw broken(bundle, 'its manifest.json is incomplete')
  if (version > schemaVersion) {
    throw new CollectError({
      what: `The bundle ${bundle} cannot be read`,
      why: `It was written by a newer meshmedic: its form is ${version}, and this version knows forms up to ${schemaVersion}.`,
      tryThis: 'Update meshmedic, or unpack the bundle and give the folders of its proxies.',
    })
  }
  const proxies = fields['proxies'].map(proxy => readProxy(proxy)).filter(proxy => proxy !== undefined)
  if (proxies.length !== fields['proxies'].length) throw broken(bundle, 'its manifest.json describes a proxy in a form we do not know')
  return {
    schemaVersion: version,
    tool: { name: 'meshmedic', version: asText(asRecord(fields['tool'])?.['version']) ?? '' },
    createdAt: asText(fields['createdAt']),
    proxies,
    problems: readProblems(fields['problems']),
    redaction: readRedaction(fields['redaction']),
    reductions: Array.isArray(fields['reductions']) ? fields['reductions'].flatMap(item => readReduction(item)) : [],
  }
}

/** Whether a JSON value is a manifest of ours, of whatever version. */
export function isOurs(value: unknown): boolean {
  return asRecord(asRecord(value)?.['tool'])?.['name'] === 'meshmedic'
}

function readRedaction(value: unknown): RedactionReport {
  const { applied, addresses, replaced, files } = asRecord(value) ?? {}
  return {
    applied: applied === true, addresses: addresses === true, replaced: readCounts(replaced),
    files: Object.fromEntries(Object.entries(asRecord(files) ?? {}).map(([file, counts]) => [file, readCounts(counts)])),
  }
}

function readCounts(value: unknown): RedactionCounts {
  return Object.fromEntries(Object.entries(asRecord(value) ?? {}).filter(([, count]) => asNumber(count) !== undefined))
}

function readReduction(value: unknown): Reduction[] {
  const { file, what, bytes } = asRecord(value) ?? {}
  return typeof file === 'string' && typeof what === 'string' ? [{ file, what: what as Reduction['what'], bytes: asNumber(bytes) ?? 0 }] : []
}

function readProblems(value: unknown): Problem[] {
  if (!Array.isArray(value)) return []
  return value.map(asRecord).flatMap(fields => typeof fields?.['source'] === 'string' && typeof fields['message'] === 'string'
    ? [{ source: fields['source'], message: fields['message'], ...(typeof fields['line'] === 'number' && { line: fields['line'] }) }]
    : [])
}

function readProxy(value: unknown): ManifestProxy | undefined {
  const fields = asRecord(value)
  if (fields === undefined || typeof fields['name'] !== 'string' || !Array.isArray(fields['answers'])) return undefined
  const answers = fields['answers'].map(answer => readAnswer(answer)).filter(answer => answer !== undefined)
  if (answers.length !== fields['answers'].length) return undefined
  return {
    name: fields['name'],
    live: fields['live'] === true,
    unreachable: readFailure(fields['unreachable']),
    clockOffsetSeconds: asNumber(fields['clockOffsetSeconds']),
    answers,
  }
}

function readAnswer(value: unknown): ManifestAnswer | undefined {
  const fields = asRecord(value)
  if (fields === undefined || typeof fields['source'] !== 'string') return undefined
  const { kind, file, sha256, query, readAtFrom } = fields
  return {
    // A kind that only a newer version knows is kept like any other content that is not recognised.
    kind: typeof kind === 'string' && isEvidenceKind(kind) ? kind : 'unknown',
    source: fields['source'],
    query: asText(query),
    readAt: asText(fields['readAt']),
    readAtFrom: readAtFrom === 'recorded' || readAtFrom === 'mtime' ? readAtFrom : undefined,
    failure: readFailure(fields['failure']),
    file: asText(file),
    bytes: asNumber(fields['bytes']) ?? 0,
    sha256: asText(sha256),
  }
}

function readFailure(value: unknown): Failure | undefined {
  const fields = asRecord(value)
  return fields === undefined || typeof fields['reason'] !== 'string' || typeof fields['message'] !== 'string'
    ? undefined
    : { reason: fields['reason'] as Failure['reason'], message: fields['message'] }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function broken(bundle: string, why: string, cause?: unknown): CollectError {
  return new CollectError({
    what: `The bundle ${bundle} cannot be read`,
    why: `It is damaged: ${why}.`,
    tryThis: 'Copy it again from where it was made, or unpack it and give the folders of its proxies.',
  }, { cause })
}
