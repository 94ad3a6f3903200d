import { Absent, isKnown, orElse, type Known } from '../evidence/absent.ts'
import type { Digest } from '../evidence/proxy-evidence.ts'
import type { Cluster } from '../evidence/schema.ts'

/** Evidence that was read farther apart shows different moments, not different views; milliseconds. */
const sameMoment = 120_000

/** Kinds of discovery that give every client all endpoints. LOGICAL_DNS keeps one address of many, and may keep another elsewhere. */
const whole: ReadonlySet<string> = new Set(['EDS', 'STRICT_DNS'])

interface View { digest: Digest, at: number | undefined, hosts: ReadonlySet<string> }

const alone = new Absent('peer', 'no other client of this cluster was given, or not at the same time')
const notAll = new Absent('supported form', 'its kind of discovery may give each client other endpoints')

/** Compares the endpoints that clients see of one cluster, by mesh and name. */
export class EndpointViews {
  readonly #views = new Map<string, View[]>()

  constructor(digests: readonly Digest[]) {
    for (const digest of digests) for (const cluster of digest.clusters) {
      const hosts = hostsOf(cluster)
      if (!isKnown(hosts)) continue
      const key = keyOf(digest, cluster)
      const view = { digest, at: digest.evidence.clock.at, hosts }
      const known = this.#views.get(key)
      if (known === undefined) this.#views.set(key, [view])
      else known.push(view)
    }
  }

  /** What this client sees otherwise than most others; where as many see either, it counts as different at both. */
  compare(digest: Digest, cluster: Cluster): Known<readonly string[]> {
    const own = hostsOf(cluster)
    if (!isKnown(own)) return own
    const views = this.#views.get(keyOf(digest, cluster)) ?? []
    const at = digest.evidence.clock.at
    const others = views.filter(view => view.digest !== digest && (at === undefined || view.at === undefined || Math.abs(at - view.at) <= sameMoment))
    if (others.length === 0) return alone
    const seenBy = new Map<string, number>()
    for (const { hosts } of others) for (const host of hosts) seenBy.set(host, (seenBy.get(host) ?? 0) + 1)
    const most = (others.length + 1) / 2
    return [
      ...[...own].filter(host => (seenBy.get(host) ?? 0) + 1 <= most).map(host => `sees ${host}`),
      ...[...seenBy].filter(([host, count]) => !own.has(host) && count >= most).map(([host]) => `does not see ${host}`),
    ]
  }
}

/** Endpoints that discovery gives now: those it took away stay in /clusters until their connections end. */
function hostsOf({ type, special, direction, endpoints }: Cluster): Known<ReadonlySet<string>> {
  if (!isKnown(type)) return type
  if (!whole.has(orElse(type, '')) || special !== '' || direction === 'ingress') return notAll
  return isKnown(endpoints)
    ? new Set(endpoints.filter(({ flags }) => !flags.includes('pending_dynamic_removal')).map(({ address, port }) => `${address}:${port}`))
    : endpoints
}

const keyOf = ({ evidence: { proxy } }: Digest, { name }: Cluster): string => JSON.stringify([proxy?.provider, proxy?.mesh, name])
