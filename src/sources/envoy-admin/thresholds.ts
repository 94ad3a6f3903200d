import type { RecordOf } from '../../evidence/schema.ts'
import { number, records, type Fields } from './fields.ts'

/** Both priorities' circuit breakers; what is left out has Envoy's default of 1024, 1024, 1024 and 3. Source: Envoy, "Circuit breakers". */
export function readThresholds(thresholds: unknown): readonly RecordOf<'Threshold'>[] {
  let normal: Fields = {}
  let high: Fields = {}
  for (const threshold of records(thresholds)) {
    if (threshold.priority === 'HIGH') high = threshold
    else normal = threshold
  }
  return [readThreshold('DEFAULT', normal), readThreshold('HIGH', high)]
}

export function readThreshold(priority: string, limits: Fields): RecordOf<'Threshold'> {
  return {
    priority,
    maxConnections: number(limits.max_connections) ?? 1024,
    maxPendingRequests: number(limits.max_pending_requests) ?? 1024,
    maxRequests: number(limits.max_requests) ?? 1024,
    maxRetries: number(limits.max_retries) ?? 3,
  }
}
