import { isEvidenceKind, type EvidenceKind } from '../../evidence/kinds.ts'
import type { Failure } from '../snapshot.ts'

export const bundleVersion = 1

export interface BundledAnswer {
  kind: EvidenceKind | 'unknown'
  /** The entry's path inside the bundle; undefined after a failure without a body. */
  file?: string
  source: string
  query?: string
  /** ISO 8601 */
  readAt?: string
  readAtFrom?: 'recorded' | 'mtime'
  bytes: number
  sha256?: string
  failure?: Failure
}

export interface BundledProxy { name: string, live: boolean, unreachable?: Failure, answers: BundledAnswer[] }

/** What a bundle says of itself: `manifest.json`, its first entry. */
export interface Manifest {
  schemaVersion: number
  tool: { name: string, version: string }
  proxies: BundledProxy[]
  redaction: { applied: boolean, replaced: Record<string, number>, files: Record<string, Record<string, number>> }
  /** What was left out on purpose. */
  reductions: string[]
}

/** Reads a manifest; a string says why it is none, or none that this version understands. */
export function readManifest(text: string): Manifest | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `its manifest is no valid JSON: ${error instanceof Error ? error.message : String(error)}`
  }
  const manifest = value as Partial<Manifest> | null
  if (typeof manifest?.schemaVersion !== 'number' || !Array.isArray(manifest.proxies)) return 'its manifest names no version and no proxies'
  if (manifest.schemaVersion > bundleVersion) return `it was written by a newer meshmedic (bundle version ${manifest.schemaVersion}, this one reads up to ${bundleVersion})`
  const sound = manifest.proxies.every(proxy => typeof proxy.name === 'string' && Array.isArray(proxy.answers)
    && proxy.answers.every(answer => (answer.kind === 'unknown' || isEvidenceKind(answer.kind)) && typeof answer.source === 'string'))
  return sound ? manifest as Manifest : 'its manifest describes answers of a kind that is not known'
}
