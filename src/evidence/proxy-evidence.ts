import type { Known } from './absent.ts'
import type { EvidenceKind } from './kinds.ts'
import type { LogSummary } from './log-summary.ts'
import type { Problem } from './problem.ts'
import type { StatsSeries } from './growth.ts'
import type { Cluster, HttpManager, Listener, LogGroup, Proxy, Subscription, Target } from './schema.ts'

/** The moment of a target's evidence, and what tells it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  at: number | undefined
  from: 'given' | 'recorded' | 'server' | 'log' | 'mtime' | 'none'
}

/** Everything that is known of one target while its own rules run. */
export interface ProxyEvidence {
  target: Target
  /** Folder, bundle entry or URL. */
  source: string
  /** Undefined where nothing of the target could be read. */
  proxy: Proxy | undefined
  series: Known<StatsSeries>
  log: Known<LogSummary>
  /** Access-log groups of a cluster's requests: by upstream cluster, endpoint address, or the route its authority takes. */
  requestsByCluster: ReadonlyMap<string, readonly LogGroup[]>
  managers: Known<readonly HttpManager[]>
  subscriptions: Known<readonly Subscription[]>
  clock: Clock
  /** Newest time at which any resource of its config_dump was updated; milliseconds since the epoch. */
  updatedAt: number | undefined
  /** Its control plane has ended or does not answer: nothing that needs it may be advised. */
  frozen: boolean
  given: ReadonlySet<EvidenceKind>
  problems: readonly Problem[]
}

/** What remains of a proxy after its own rules ran: all that mesh-wide rules and causes across proxies need. */
export interface Digest {
  evidence: Omit<ProxyEvidence, 'managers' | 'subscriptions'>
  clusters: readonly Cluster[]
  listeners: readonly Listener[]
  /** What each resource that came from the control plane says, in short, by `cluster NAME`, `listener NAME` or `route configuration NAME`. */
  contents: Known<ReadonlyMap<string, string>>
}
