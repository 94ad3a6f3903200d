import type { EvidenceKind } from '../evidence/kinds.ts'
import type { Problem } from '../evidence/problem.ts'

/** Why an answer is missing or incomplete. */
export type FailureReason =
  | 'refused' | 'timeout' | 'dns' | 'reset' | 'status' | 'redirect' | 'not-envoy' | 'too-large' | 'cut' | 'unreadable' | 'interrupted' | 'tampered'

export interface Failure {
  reason: FailureReason
  /** For people: `403 Forbidden`, `connection refused`, `no answer in 5 s`. */
  message: string
}

/** One answer of an admin interface, or one file: bytes that can be opened again, and where they come from. */
export interface Answer {
  /** Recognised by content; `unknown` is kept and reported. */
  kind: EvidenceKind | 'unknown'
  /** URL, path, or bundle entry: what a report prints. */
  source: string
  /** Path and query of the request (`/stats?usedonly`), where known. */
  query: string | undefined
  /** When it was read, milliseconds since the epoch. */
  readAt: number | undefined
  /** `recorded` by whoever fetched it; `mtime` of the file is weaker and stands for it only as a last resort. */
  readAtFrom: 'recorded' | 'mtime' | undefined
  /** Size, where it is known before reading. */
  bytes: number | undefined
  /** Set when nothing, or only a part, could be read; of a file, it may only become known while the bytes are read. */
  failure: Failure | undefined
  /**
   * The bytes, decompressed, in chunks of up to 1 MiB; empty after a failure without a body. May be called more than once.
   * Never throws: bytes that end early set `failure` first.
   */
  open: () => AsyncIterable<Uint8Array>
}

/** All that was given of one proxy. Resources of the mesh (`mesh`, `quota`) that lie beside proxies stand in one without other answers. */
export interface ProxySnapshot {
  /** The folder, URL or label under which it was given; unique in a snapshot. */
  name: string
  live: boolean
  answers: readonly Answer[]
  /** Set when the target could not be reached at all. */
  unreachable: Failure | undefined
  /** Its clock minus ours, whole seconds, from the Date header of its answers. */
  clockOffsetSeconds?: number | undefined
}

/** What was collected, live or from disk. Nothing after it touches network or disk but through `Answer.open`. */
export interface Snapshot {
  proxies: readonly ProxySnapshot[]
  problems: readonly Problem[]
  /** Removes spooled files. */
  close: () => Promise<void>
}
