import type { EvidenceKind } from '../../evidence/kinds.ts'

/** So many lines tell a form; more would only take time. */
const enough = 200

const clusterLine = /^\S.*::(?:(?:default|high)_priority::max_\w+|outlier::\w+|added_via_api|observability_name|eds_service_name|version_info|health_flags|hostname|cx_\w+|rq_\w+|weight|region|zone|sub_zone|canary|priority|(?:local_origin_)?success_rate)::/
const listenerLine = /^\S.*::(?:\[[\da-fA-F:.%]*\]:\d+|[\w.-]+:\d+|\/\S*)$/
/** `cluster.x.upstream_rq_total: 5`; every name has a dot. */
const statLine = /^[^\s:][^\n]*\.[^\n]*: (?:\d+|"[^\n]*"|P0\([^\n]*|B[\d.]+(?:e\+?\d+)?\([^\n]*|No recorded values|totals=[^\n]*)$/
/** Envoy's own families, and those of App Mesh's metrics extension as its agent prints them. */
const envoyFamily = /^(?:# ?TYPE |# ?HELP )?(?:envoy_\w|(?:\w+_)?(?:RequestCount|GrpcRequestCount|ProcessedBytes|ActiveConnectionCount|NewConnectionCount|TargetResponseTime|HTTPCode_Target_\dXX_Count)\b)/
const series = /^(?:#.*|[a-zA-Z_:][\w:]*(?:\{.*\})? +[-+]?(?:[\d.]+(?:[eE][-+]?\d+)?|NaN|Inf)(?: -?\d+)?)$/

/** Recognises the answers that are lines of text: statistics (text, Prometheus), /clusters and /listeners. */
export function sniffLines(text: string): EvidenceKind | undefined {
  const lines = text.split('\n').slice(0, enough)
  // The last line of a long text is cut.
  if (lines.length > 1 && !text.endsWith('\n')) lines.pop()
  const told = lines.map(line => line.trimEnd()).filter(line => line !== '')
  const most = (pattern: RegExp): boolean => told.length > 0 && told.filter(line => pattern.test(line)).length * 2 > told.length
  if (most(clusterLine)) return 'clusters'
  if (most(listenerLine)) return 'listeners'
  if (most(series) && told.some(line => envoyFamily.test(line))) return 'stats'
  return most(statLine) ? 'stats' : undefined
}
