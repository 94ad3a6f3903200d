import { findStat, type StatsSample } from '../../evidence/stats.ts'
import type { TargetPage } from '../page/target-page.ts'
import { families } from './families.ts'
import { flagCounters, tlsCounters } from './needs.ts'

/** Failed requests by response flag, and failed handshakes by reason. What never happened has no series: most clusters never fail. */
export function describeFailures(page: TargetPage, sample: StatsSample): void {
  for (const scope of ['cluster', 'http'] as const) {
    for (const [flag, metric] of flagCounters[scope]) {
      for (const name of sample.scopes.get(scope)?.keys() ?? []) {
        const count = countOf(sample, scope, name, metric)
        if (count > 0) page.add(families.failures, ['scope', scope, 'name', name, 'flag', flag], count)
      }
    }
  }
  for (const scope of ['cluster', 'listener'] as const) {
    for (const name of sample.scopes.get(scope)?.keys() ?? []) {
      const handshakes = countOf(sample, scope, name, 'ssl.handshake')
      if (handshakes > 0) page.add(families.handshakes, ['scope', scope, 'name', name], handshakes)
      for (const [reason, metric] of tlsCounters) {
        const count = countOf(sample, scope, name, metric)
        if (count > 0) page.add(families.tlsFailures, ['scope', scope, 'name', name, 'reason', reason], count)
      }
    }
  }
}

function countOf(sample: StatsSample, scope: 'cluster' | 'http' | 'listener', name: string, metric: string): number {
  const value = findStat(sample, scope, name, metric)
  return value === undefined || typeof value === 'string' ? 0 : Number(value)
}
