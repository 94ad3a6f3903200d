import type { Endpoint } from '../../evidence/schema.ts'

/**
 * Envoy's host health flags, as /clusters prints them in text, and what they mean to a person.
 * Source: Envoy, "Administration interface", /clusters, and envoy/upstream/upstream.h.
 */
const meanings: ReadonlyMap<string, string> = new Map([
  ['failed_active_hc', 'fails its health check'],
  ['failed_outlier_check', 'ejected by outlier detection'],
  ['failed_eds_health', 'unhealthy by discovery'],
  ['eds_status_draining', 'draining by discovery'],
  ['degraded_active_hc', 'degraded by its health check'],
  ['degraded_eds_health', 'degraded by discovery'],
  ['degraded_outlier_detection', 'degraded by outlier detection'],
  ['pending_dynamic_removal', 'removed by discovery'],
  ['pending_active_hc', 'not yet checked'],
  ['excluded_via_immediate_hc_fail', 'asked to be left out'],
  ['active_hc_timeout', 'its health check times out'],
])

/** With any of these Envoy does not choose the host (outside panic mode). */
const unhealthy: ReadonlySet<string> = new Set(['failed_active_hc', 'failed_outlier_check', 'failed_eds_health', 'eds_status_draining'])

/** The health of a host from its flags, in Envoy's order. */
export function describeHealth(flags: readonly string[]): Pick<Endpoint, 'healthy' | 'state' | 'flags'> {
  if (flags.length === 0) return { healthy: true, state: 'healthy', flags }
  // A host starts as failed, until its first check has an answer.
  const told = flags.includes('pending_active_hc') ? flags.filter(flag => flag !== 'failed_active_hc') : flags
  return {
    healthy: !flags.some(flag => unhealthy.has(flag)),
    state: told.map(flag => meanings.get(flag) ?? flag.replaceAll('_', ' ')).join(' and '),
    flags,
  }
}

const statuses: ReadonlyMap<string, Pick<Endpoint, 'healthy' | 'state' | 'flags'>> = new Map([
  ['UNHEALTHY', { healthy: false, state: 'unhealthy', flags: ['unhealthy'] }],
  ['DEGRADED', { healthy: true, state: 'degraded', flags: ['degraded'] }],
  ['DRAINING', { healthy: false, state: 'draining by discovery', flags: ['draining'] }],
  ['TIMEOUT', { healthy: false, state: 'its health check times out', flags: ['timeout'] }],
])

const healthy: Pick<Endpoint, 'healthy' | 'state' | 'flags'> = { healthy: true, state: 'healthy', flags: [] }

/** The health of a host from its health_status (config_dump's endpoints), which does not tell who found it unhealthy. */
export function describeStatus(status: string | undefined): Pick<Endpoint, 'healthy' | 'state' | 'flags'> {
  return statuses.get(status ?? '') ?? healthy
}
