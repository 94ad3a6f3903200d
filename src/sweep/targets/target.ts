import type { LiveTarget } from '../../http/target.ts'

/** What holds for one target, unless the command line says otherwise. */
export interface TargetOptions {
  /** Seconds for all answers of the target together, without the wait between its samples. */
  timeout?: number
  /** One sample only. */
  once?: boolean
}

/** The mesh endpoint that whoever listed a target says it is. */
export interface Expected { mesh: string, kind: 'virtualNode' | 'virtualGateway', name: string }

/** One thing that a sweep reads: a running Envoy, or something saved of one or more. */
export interface SweepTarget {
  /** Unique in a sweep, and the same from run to run: the address, the pod or task, or the path. */
  name: string
  /** How to reach it; undefined for what was saved. */
  live: LiveTarget | undefined
  /** Path of what was saved; undefined for a running Envoy. */
  saved: string | undefined
  labels: Readonly<Record<string, string>>
  /** Where it is listed: a file, `command line`, `static`, a DNS name. */
  source: string
  options: TargetOptions
  expected: Expected | undefined
}
