import type { EvidenceKind } from '../../evidence/kinds.ts'
import type { SpoolLimits } from '../../snapshot/spool.ts'

/** One read-only request that a run will make of each proxy. */
export interface RequestPlan {
  /** Path and query: `/stats?usedonly`. */
  path: string
  kind: EvidenceKind
  /** Built by the proxy's main thread in one piece, which delays its configuration: asked for as rarely as possible. */
  heavy: boolean
  /** Read twice, an interval apart, unless a single sample is wanted. */
  sampled: boolean
}

/** How far the work on one proxy is. */
export interface Progress {
  target: string
  /** What is being done: a path, or `waiting for the second sample`. */
  step: string
  /** Requests over all targets. */
  done: number
  total: number
  /** Until the second samples begin; undefined when nothing waits. */
  secondsLeft: number | undefined
}

export interface Deadlines {
  /** Until a connection stands. */
  connectSeconds: number
  /** One answer, to its last byte. */
  requestSeconds: number
  /** All answers of one proxy, without the wait between samples. */
  targetSeconds: number
}

export interface CollectOptions {
  /** Between the two samples. */
  intervalSeconds: number
  once: boolean
  onProgress?: ((progress: Progress) => void) | undefined
  /** Stops the run; what was collected by then is returned. */
  signal?: AbortSignal | undefined
  /** Proxies at a time. */
  concurrency?: number | undefined
  deadlines?: Partial<Deadlines> | undefined
  /** Of one answer, default 256 MiB. */
  maxBytes?: number | undefined
  /** Says why an IP address must not be connected to. */
  denyAddress?: ((address: string) => string | undefined) | undefined
  /** How much of the answers is held in memory before it goes to a file. */
  spool?: SpoolLimits | undefined
}

export const defaultDeadlines: Deadlines = { connectSeconds: 5, requestSeconds: 30, targetSeconds: 120 }
