import { orElse } from '../../evidence/absent.ts'
import type { ProxyEvidence } from '../../evidence/proxy-evidence.ts'
import type { Cluster } from '../../evidence/schema.ts'
import { findStat, type ScopeKind, type StatsSample } from '../../evidence/stats.ts'
import type { TargetPage } from '../page/target-page.ts'
import { describeFailures } from './describe-failures.ts'
import { families } from './families.ts'
import { breakerGauges } from './needs.ts'

const xdsTypes = ['cds', 'lds', 'rds', 'eds', 'sds'] as const
/** A limit of this size or more is none: App Mesh sets 2147483647 where nothing is configured. */
const unlimited = 2_147_483_647
/** Envoy's limit of connections, pending requests and requests where none is configured. */
const defaultLimit = 1024
/** A proxy that holds more certificates shows those that expire first. */
const mostCertificates = 200

/** What is known of the proxy beside its report: control plane, certificates, outlier detection, circuit breakers. @param at milliseconds since the epoch */
export function describeProxy(page: TargetPage, evidence: ProxyEvidence, at: number): void {
  const sample = orElse(evidence.series, undefined)?.last
  if (sample !== undefined) {
    describeControlPlane(page, sample, at)
    describeClusters(page, sample, evidence)
    describeFailures(page, sample)
  }
  describeCertificates(page, evidence)
}

function describeControlPlane(page: TargetPage, sample: StatsSample, at: number): void {
  const connected = numberOf(sample, 'server', '', 'control_plane.connected_state')
  if (connected !== undefined) page.add(families.connected, [], connected > 0 ? 1 : 0)
  const newest = new Map<string, number>()
  const rejected = new Map<string, number>()
  for (const [name, metrics] of sample.scopes.get('subscription') ?? []) {
    const type = name.split(' ', 1)[0] ?? ''
    const updated = toNumber(metrics.get('update_time'))
    // 0 until the first update is accepted.
    if (updated !== undefined && updated > 0) newest.set(type, Math.max(newest.get(type) ?? 0, updated))
    const refused = toNumber(metrics.get('update_rejected'))
    if (refused !== undefined) rejected.set(type, (rejected.get(type) ?? 0) + refused)
  }
  for (const type of xdsTypes) {
    const updated = newest.get(type)
    if (updated !== undefined) page.add(families.updateTime, ['type', type], updated / 1000)
  }
  const last = Math.max(newest.get('cds') ?? 0, newest.get('lds') ?? 0)
  if (last > 0) page.add(families.updateAge, [], Math.max(0, at - last) / 1000)
  for (const type of xdsTypes) {
    const refused = rejected.get(type)
    if (refused !== undefined) page.add(families.rejected, ['type', type], refused)
  }
}

function describeCertificates(page: TargetPage, { proxy }: ProxyEvidence): void {
  const certificates = proxy === undefined ? [] : orElse(proxy.certificates, [])
  const dated = certificates.flatMap(({ notAfter, role, serial, path, sans }) => notAfter === undefined ? [] : [{ role, serial, path, san: sans[0] ?? '', until: notAfter.getTime() / 1000 }])
  const seen = new Set<string>()
  for (const { role, serial, path, san, until } of dated.sort((a, b) => a.until - b.until).slice(0, mostCertificates)) {
    const labels = ['role', role, 'serial', serial, 'san', san, 'path', path]
    // Two listeners may hold one certificate under one path.
    const key = JSON.stringify(labels)
    if (!seen.has(key)) page.add(families.notAfter, labels, until)
    seen.add(key)
  }
}

function describeClusters(page: TargetPage, sample: StatsSample, { proxy }: ProxyEvidence): void {
  const names = [...sample.scopes.get('cluster')?.keys() ?? []]
  let open = 0
  const openOnes: string[][] = []
  for (const cluster of names) {
    const [ejected, ejections] = [numberOf(sample, 'cluster', cluster, 'outlier_detection.ejections_active'), numberOf(sample, 'cluster', cluster, 'outlier_detection.ejections_enforced_total')]
    // A cluster that never ejected anything has no series: most have no outlier detection.
    if ((ejections ?? 0) > 0 || (ejected ?? 0) > 0) {
      page.add(families.ejected, ['cluster', cluster], ejected ?? 0)
      page.add(families.ejections, ['cluster', cluster], ejections ?? 0)
    }
    for (const { metric, priority, resource } of breakerGauges) {
      if ((numberOf(sample, 'cluster', cluster, metric) ?? 0) === 0) continue
      open++
      openOnes.push(['cluster', cluster, 'priority', priority, 'resource', resource])
    }
  }
  page.add(families.breakersOpen, [], open)
  for (const labels of openOnes) page.add(families.breakerOpen, labels, 1)
  for (const cluster of proxy === undefined ? [] : orElse(proxy.clusters, [])) describeSaturation(page, sample, cluster)
}

/** Envoy counts both priorities in the same gauges: where the high one has a limit of its own, the default's share is an upper bound. */
function describeSaturation(page: TargetPage, sample: StatsSample, { name, thresholds }: Cluster): void {
  const limits = orElse(thresholds, []).find(threshold => threshold.priority.toLowerCase() === 'default')
  if (limits === undefined) return
  const used = [['connections', limits.maxConnections, 'upstream_cx_active'], ['pending_requests', limits.maxPendingRequests, 'upstream_rq_pending_active'], ['requests', limits.maxRequests, 'upstream_rq_active']] as const
  for (const [resource, limit, metric] of used) {
    const value = numberOf(sample, 'cluster', name, metric)
    if (limit <= 0 || limit >= unlimited || value === undefined) continue
    // Envoy's own default stands on every cluster that nobody limited: it is shown where it begins to matter.
    if (limit !== defaultLimit || value / limit >= 0.5) page.add(families.saturation, ['cluster', name, 'resource', resource], value / limit)
  }
}

function numberOf(sample: StatsSample, scope: ScopeKind, name: string, metric: string): number | undefined {
  return toNumber(findStat(sample, scope, name, metric))
}

function toNumber(value: ReturnType<typeof findStat>): number | undefined {
  return value === undefined || typeof value === 'string' ? undefined : Number(value)
}
