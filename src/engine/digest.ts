import { Absent, isKnown, orElse } from '../evidence/absent.ts'
import { shortenContents } from '../analysis/contents.ts'
import type { Needs } from '../evidence/needs.ts'
import type { Digest, ProxyEvidence } from '../evidence/proxy-evidence.ts'
import type { Proxy } from '../evidence/schema.ts'
import type { ScopeKind, StatsSample, StatValue } from '../evidence/stats.ts'

/** Stands for a list that is known, and not kept. */
const leftOut = new Absent('supported form', "lists of a proxy are not kept for the mesh's rules")

/** Whether a list was known when its digest was made; a digest may have been written down since, so the reason tells, not the object. */
export function isLeftOut(list: Absent): boolean {
  return list.lack === leftOut.lack && list.reason === leftOut.reason
}

/**
 * What is kept of a proxy after its own rules ran: its identity, its edges, and of its statistics only what `meshNeeds`
 * (the needs of rules over several proxies) names and is not zero.
 */
export function digestProxy(evidence: ProxyEvidence, meshNeeds: Needs): Digest {
  const { target, source, proxy, series, log, requestsByCluster, clock, updatedAt, frozen, given, problems } = evidence
  return {
    evidence: {
      target, source, log, requestsByCluster, clock, updatedAt, frozen, given, problems,
      proxy: proxy === undefined ? undefined : withoutLists(proxy),
      series: isKnown(series)
        ? { ...series, first: series.first && reduceSample(series.first, meshNeeds), last: reduceSample(series.last, meshNeeds) }
        : series,
    },
    clusters: proxy === undefined ? [] : orElse(proxy.clusters, []),
    listeners: proxy === undefined ? [] : orElse(proxy.listeners, []),
    contents: proxy === undefined ? leftOut : shortenContents(proxy),
  }
}

function withoutLists(proxy: Proxy): Proxy {
  // That clusters are not known, and why, is the reason why edges are not.
  return { ...proxy, clusters: isKnown(proxy.clusters) ? leftOut : proxy.clusters, listeners: leftOut, routeConfigs: leftOut, secrets: leftOut, rejections: leftOut, adminCalls: leftOut }
}

/** Zeros are implied where the page was complete: a statistic that existed stays readable as zero. */
function reduceSample(sample: StatsSample, needs: Needs): StatsSample {
  const scopes = new Map<ScopeKind, Map<string, Map<string, StatValue>>>()
  const dropped = { zeros: 0 }
  for (const [scope, names] of sample.scopes) {
    const metrics = needs.stats.get(scope)
    if (metrics === undefined) continue
    const kept = new Map<string, Map<string, StatValue>>()
    for (const [name, values] of names) {
      const mine = new Map([...values].filter(([metric, value]) => {
        if (!metrics.has(metric)) return false
        if (value === 0) dropped.zeros++
        return value !== 0
      }))
      if (mine.size > 0) kept.set(name, mine)
    }
    scopes.set(scope, kept)
  }
  return { ...sample, scopes, missing: dropped.zeros > 0 ? 'zero' : sample.missing }
}
