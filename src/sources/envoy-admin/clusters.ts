import type { ClusterStatusPart } from '../../evidence/parts.ts'
import type { Problem } from '../../evidence/problem.ts'
import type { Endpoint } from '../../evidence/schema.ts'
import { readAddress } from './address.ts'
import { parseClustersText } from './clusters-text.ts'
import { fields, records, text, type Fields } from './fields.ts'
import { describeHealth } from './host-health.ts'
import { readJsonObject } from './read-json.ts'
import { readThreshold } from './thresholds.ts'

/** Reads /clusters, JSON or text. Only active clusters stand there: one that is missing is warming. */
export function parseClusters(answer: string, source: string, problems: Problem[]): readonly ClusterStatusPart[] {
  if (!answer.trimStart().startsWith('{')) return parseClustersText(answer, source, problems)
  return records(readJsonObject(answer, source, problems)?.cluster_statuses).map(status => ({
    name: text(status.name) ?? '',
    addedViaApi: status.added_via_api === true,
    edsServiceName: text(status.eds_service_name),
    thresholds: records(fields(status.circuit_breakers).thresholds).map(limits => readThreshold(limits.priority === 'HIGH' ? 'HIGH' : 'DEFAULT', limits)),
    endpoints: records(status.host_statuses).map(readHost),
  }))
}

/** In JSON each flag is a field; the names are those of the text form. */
const flags: readonly (readonly [string, string])[] = [
  ['failed_active_health_check', 'failed_active_hc'], ['failed_outlier_check', 'failed_outlier_check'],
  ['failed_active_degraded_check', 'degraded_active_hc'], ['pending_dynamic_removal', 'pending_dynamic_removal'],
  ['pending_active_hc', 'pending_active_hc'], ['excluded_via_immediate_hc_fail', 'excluded_via_immediate_hc_fail'],
  ['active_hc_timeout', 'active_hc_timeout'],
]

const edsFlags: Readonly<Record<string, string>> = { UNHEALTHY: 'failed_eds_health', DRAINING: 'eds_status_draining', DEGRADED: 'degraded_eds_health', TIMEOUT: 'failed_eds_health' }

function readHost(host: Fields): Endpoint {
  const address = readAddress(host.address)
  const health = fields(host.health_status)
  const set = flags.filter(([field]) => health[field] === true).map(([, flag]) => flag)
  const eds = edsFlags[text(health.eds_health_status) ?? '']
  return {
    address: address?.address ?? '', port: address?.port ?? 0, hostname: text(host.hostname),
    ...describeHealth(eds === undefined ? set : [...set, eds]),
  }
}
