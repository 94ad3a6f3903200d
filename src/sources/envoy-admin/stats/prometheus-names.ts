import type { NamedScope } from './collect-stats.ts'
import { toStatName, type KnownNames } from './known-names.ts'
import type { MetricEntry } from './metric-index.ts'
import { splitSubScope } from './sub-scopes.ts'

/** A metric that a family carries, where a label must have a certain value (`envoy_response_code_class="5"`) if `label` is set. */
export interface Target {
  entry: MetricEntry
  label: Uint8Array | undefined
  value: Uint8Array | undefined
}

/** One way to read a family: which metrics it carries of which names. */
export interface Reading {
  scope: NamedScope | 'server' | 'cds' | 'lds'
  targets: readonly Target[]
  /** By the scope's label: the whole names that Envoy cut there, for a family that begins with the rest of them. */
  known: ReadonlyMap<string, string> | undefined
  /** Behind the label's value, what may be the rest of a name that Envoy cut at its first dot. */
  tail: string | undefined
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A name as Envoy puts it into the name of a family. */
function toFamily(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_')
}

interface Tag {
  pattern: RegExp
  family: string
  value: string
  /** Its names in all versions. */
  labels: readonly string[]
}

/** Tags that Envoy takes out of metrics (source: common/config/well_known_names). */
const tags: readonly Tag[] = [
  { pattern: /^(.*(?:up|down)stream_rq_)(\d)xx$/s, family: '$1xx', value: '$2', labels: ['envoy_response_code_class'] },
  { pattern: /^(.*upstream_rq)_(\d{3})$/s, family: '$1', value: '$2', labels: ['envoy_response_code'] },
  { pattern: /^(.*ssl\.ciphers)\.(.+)$/s, family: '$1', value: '$2', labels: ['envoy_ssl_cipher', 'cipher_suite'] },
  { pattern: /^(.*ssl\.versions)\.(.+)$/s, family: '$1', value: '$2', labels: ['envoy_ssl_version'] },
  { pattern: /^(.*ssl\.curves)\.(.+)$/s, family: '$1', value: '$2', labels: ['envoy_ssl_curve'] },
  { pattern: /^(.*ssl\.sigalgs)\.(.+)$/s, family: '$1', value: '$2', labels: ['envoy_ssl_sigalg'] },
  { pattern: /^grpc\.([^.]+)\.(.+)$/s, family: 'grpc.$2', value: '$1', labels: ['envoy_google_grpc_client_prefix'] },
  { pattern: /^(server|thread_local_cluster_manager)\.worker_(\d+)\.(.+)$/s, family: '$1.worker_$3', value: '$2', labels: ['envoy_worker_id'] },
]

/** Metrics that begin so may be told from the rest of a cut name without knowing the name. */
const telling = /^(?:upstream_|membership_|downstream_|ssl_|health_check_|outlier_detection_|circuit_breakers_|lb_|update_|max_host_weight|no_filter_chain)/

/** The label of each scope that Envoy tags. */
export const scopeLabels: Readonly<Record<'cluster' | 'listener' | 'http' | 'tcp' | 'rds', Uint8Array>> = {
  cluster: bytesOf('envoy_cluster_name'), listener: bytesOf('envoy_listener_address'), http: bytesOf('envoy_http_conn_manager_prefix'),
  tcp: bytesOf('envoy_tcp_prefix'), rds: bytesOf('envoy_rds_route_config'),
}

const taggedScopes = ['cluster', 'listener', 'http', 'tcp'] as const

/** Reads the names of families backwards: from `envoy_cluster_upstream_rq_xx` to the metrics that rules name. */
export class PrometheusNames {
  readonly #targets = new Map<string, Map<string, Target[]>>()
  /** Of the families' names without their scope. */
  #longest = 0
  /** scope -> rest of a name, as it stands in a family -> label -> whole name */
  readonly #tails: Readonly<Record<string, ReadonlyMap<string, ReadonlyMap<string, string>>>>
  readonly #secrets: ReadonlyMap<string, string>

  constructor(entries: readonly MetricEntry[], known: KnownNames) {
    for (const entry of entries) for (const [family, target] of familiesOf(entry)) this.#add(entry.scope, family, target)
    this.#tails = {
      cluster: cutNames(known.clusters), listener: cutNames(new Set([...known.listeners, 'admin'])), http: cutNames(known.httpManagers), tcp: cutNames(known.tcpProxies),
    }
    this.#secrets = new Map([...known.secrets].map(name => [toFamily(toStatName(name)), name]))
  }

  /** The readings of a family (without `_bucket`), most likely first; empty when nothing of it is needed. */
  read(name: string): readonly Reading[] {
    if (!name.startsWith('envoy_')) return []
    const family = name.slice('envoy_'.length)
    const readings: Reading[] = []
    const add = (scope: Reading['scope'], targets: readonly Target[] | undefined, more: Partial<Reading> = {}): void => {
      if (targets !== undefined) readings.push({ scope, targets, known: undefined, tail: undefined, ...more })
    }
    add('server', this.#find('server', family))
    for (const [prefix, scope] of [['cluster_manager_cds_', 'cds'], ['listener_manager_lds_', 'lds'], ['http_rds_', 'rds']] as const) {
      if (family.startsWith(prefix)) add(scope, this.#find('subscription', family.slice(prefix.length)))
    }
    if (family.startsWith('sds_')) this.#readSecret(family.slice(4), add)
    if (/^(?:cluster|listener)_manager_/.test(family)) return readings
    for (const scope of taggedScopes) if (family.startsWith(`${scope}_`)) this.#readScope(scope, family.slice(scope.length + 1), add)
    return readings
  }

  #readScope(scope: typeof taggedScopes[number], rest: string, add: (scope: NamedScope, targets: readonly Target[] | undefined, more?: Partial<Reading>) => void): void {
    const targetsOf = (family: string): readonly Target[] | undefined => {
      const own = this.#find(scope, family)
      const eds = scope === 'cluster' ? this.#find('subscription', family) : undefined
      return own === undefined || eds === undefined ? own ?? eds : [...own, ...eds]
    }
    const cuts: { tail: string, targets: readonly Target[] | undefined }[] = []
    for (let cut = rest.lastIndexOf('_'); cut > 0 && rest.length - cut <= this.#longest + 1; cut = rest.lastIndexOf('_', cut - 1)) {
      const targets = targetsOf(rest.slice(cut + 1))
      if (targets !== undefined) cuts.push({ tail: rest.slice(0, cut), targets })
    }
    for (const { tail, targets } of cuts) {
      const known = this.#tails[scope]?.get(tail)
      if (known !== undefined) add(scope, targets, { known })
    }
    const unknown = cuts.find(({ tail }) => telling.test(rest.slice(tail.length + 1)))
    const direct = targetsOf(rest)
    // A sub-scope's metric is given to the longer name first, and folded back at the end of the page.
    const first = unknown !== undefined && splitSubScope(scope, `x.${unknown.tail}`) !== undefined
    if (direct !== undefined && !first) add(scope, direct)
    else if (unknown !== undefined) add(scope, unknown.targets, { tail: unknown.tail })
  }

  /** `sds.<secret>.<metric>` has no tag: the secret's name is part of the family. */
  #readSecret(rest: string, add: (scope: NamedScope, targets: readonly Target[] | undefined, more: Partial<Reading>) => void): void {
    for (let cut = rest.indexOf('_', rest.length - this.#longest - 1); cut !== -1; cut = rest.indexOf('_', cut + 1)) {
      const targets = this.#find('subscription', rest.slice(cut + 1))
      if (targets === undefined) continue
      const secret = rest.slice(0, cut)
      add('sds', targets, { tail: this.#secrets.get(secret) ?? secret })
      return
    }
  }

  #find(scope: string, family: string): readonly Target[] | undefined {
    return this.#targets.get(scope)?.get(family)
  }

  #add(scope: string, family: string, target: Target): void {
    this.#longest = Math.max(this.#longest, family.length)
    const families = this.#targets.get(scope) ?? new Map<string, Target[]>()
    this.#targets.set(scope, families)
    families.set(family, [...families.get(family) ?? [], target])
  }
}

/** The families that may carry a metric, with the tag that must fit. */
function familiesOf(entry: MetricEntry): [string, Target][] {
  const plain: [string, Target] = [toFamily(entry.metric), { entry, label: undefined, value: undefined }]
  const tagged = tags.filter(({ pattern }) => pattern.test(entry.metric)).flatMap(({ pattern, family, value, labels }) =>
    labels.map((label): [string, Target] => [
      toFamily(entry.metric.replace(pattern, family)), { entry, label: bytesOf(label), value: bytesOf(entry.metric.replace(pattern, value)) },
    ]))
  return [...tagged, plain]
}

/** Names with a dot by the part that Envoy leaves in the label, and names that get no label at all (label `''`). */
function cutNames(names: ReadonlySet<string>): Map<string, Map<string, string>> {
  const cut = new Map<string, Map<string, string>>()
  const add = (tail: string, label: string, name: string): void => {
    const labels = cut.get(tail) ?? new Map<string, string>()
    cut.set(tail, labels.set(label, name))
  }
  for (const name of names) {
    const statName = toStatName(name)
    add(toFamily(statName), '', name)
    const dot = statName.indexOf('.')
    if (dot !== -1) add(toFamily(statName.slice(dot + 1)), statName.slice(0, dot), name)
  }
  return cut
}
