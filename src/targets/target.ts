import type { Problem } from '../evidence/problem.ts'
import type { LiveTarget } from '../http/target.ts'

/** An Envoy (or App Mesh Agent) to read, as discovery found it. */
export interface FoundTarget {
  /** What `parseTarget` takes: `http://10.0.0.7:9901`, `unix:/tmp/envoy_admin.sock`. Unique in a list of targets. */
  address: string
  live: LiveTarget
  /** Labels that the configuration or the file gives it, without Prometheus' own (`__…`). */
  labels: Readonly<Record<string, string>>
  /** Where it stands: `static`, the path of a file_sd file, or a DNS name. */
  source: string
}

/** All targets as of now. */
export interface FoundTargets {
  /** Each address once, in the order of the configuration. */
  targets: readonly FoundTarget[]
  /** Files and names that could not be read; their last targets that could are kept. */
  problems: readonly Problem[]
}

/** Targets and what they are labelled with, before their addresses are read. */
export interface TargetGroup { addresses: readonly string[], labels: Readonly<Record<string, string>>, source: string }

/** One entry of the configuration's lists. */
export type TargetSource =
  | { kind: 'static', group: TargetGroup }
  | { kind: 'file', pattern: string, refreshSeconds: number }
  | { kind: 'dns', name: string, type: 'A' | 'AAAA' | 'SRV', port: number, scheme: 'http' | 'https', refreshSeconds: number }

/** Looks up names; injected so that tests ask a server of their own. */
export interface NameResolver {
  resolve4: (name: string) => Promise<string[]>
  resolve6: (name: string) => Promise<string[]>
  resolveSrv: (name: string) => Promise<{ name: string, port: number }[]>
}
