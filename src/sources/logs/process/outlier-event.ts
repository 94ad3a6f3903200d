/**
 * A line of the outlier detection event log, which App Mesh writes to standard output among the other lines.
 * Source: Envoy, data.cluster.v3.OutlierDetectionEvent.
 */
export interface OutlierEvent {
  /** Milliseconds since the epoch. */
  at: number | undefined
  notice: 'host ejected' | 'host not ejected: not enforced' | 'host returned'
  /** `cluster host (CONSECUTIVE_5XX)` */
  detail: string
}

/** undefined for every other line. */
export function readOutlierEvent(line: string): OutlierEvent | undefined {
  if (!line.startsWith('{') || !line.includes('"upstream_url"') || !line.includes('"cluster_name"')) return undefined
  let event: { timestamp?: unknown, action?: unknown, type?: unknown, cluster_name?: unknown, upstream_url?: unknown, enforced?: unknown }
  try {
    event = JSON.parse(line) as typeof event
  } catch {
    return undefined
  }
  const text = (value: unknown): string => typeof value === 'string' ? value : ''
  const at = Date.parse(text(event.timestamp))
  const returned = event.action === 'UNEJECT' || event.action === 1
  return {
    at: Number.isNaN(at) ? undefined : at,
    notice: returned ? 'host returned' : event.enforced === false ? 'host not ejected: not enforced' : 'host ejected',
    detail: `${text(event.cluster_name)} ${text(event.upstream_url)}${returned || text(event.type) === '' ? '' : ` (${text(event.type)})`}`,
  }
}
