import { ports, recorded, type Copy } from './multiply-cluster.ts'

const clusterPrefix = `cluster.${recorded.cluster}.`
const routesPrefix = `http.egress.rds.${recorded.routes}.`

/** Requests of all clusters meet in the listener and its connection manager. */
const totals = /^(?:http\.egress|listener\.[^:]*\.http\.egress)\.(?:downstream_)?rq_(?:[1-5]xx|completed|http1_total|total): \d+$/

/**
 * A page of `/stats` with the recorded cluster's lines once for each copy, in Envoy's order: texts, numbers, histograms, each
 * sorted by name. `sick` is the page of a proxy whose cluster fails, for the copies that do.
 */
export function multiplyStats(healthy: string, sick: string, copies: readonly Copy[]): string {
  const sickRuns = splitRuns(sick).filter(run => run.prefix === clusterPrefix)
  let clusterRun = 0
  const parts = splitRuns(healthy).map(({ prefix, lines }) => {
    if (prefix === routesPrefix) return ports.map(port => replacePrefix(lines, prefix, `http.egress.rds.rds_egress_http_${port}.`)).join('')
    if (prefix !== clusterPrefix) return lines.map(line => `${scaleTotal(line, copies.length)}\n`).join('')
    const sickLines = sickRuns[clusterRun++]?.lines ?? []
    return copies.map(copy => replacePrefix(copy.sick ? sickLines : lines, prefix, `cluster.${copy.cluster}.`)).join('')
  })
  return parts.join('')
}

interface Run { prefix: string | undefined, lines: string[] }

/** Lines that follow one another with the same of the multiplied prefixes, or with none. */
function splitRuns(page: string): Run[] {
  const runs: Run[] = []
  for (const line of page.split('\n').filter(text => text !== '')) {
    const prefix = [clusterPrefix, routesPrefix].find(start => line.startsWith(start))
    const last = runs.at(-1)
    if (last?.prefix === prefix && last !== undefined) last.lines.push(line)
    else runs.push({ prefix, lines: [line] })
  }
  return runs
}

function replacePrefix(lines: readonly string[], from: string, to: string): string {
  return lines.map(line => `${to}${line.slice(from.length)}\n`).join('')
}

function scaleTotal(line: string, factor: number): string {
  if (line.startsWith('cluster_manager.active_clusters: ')) return `cluster_manager.active_clusters: ${factor + 2}`
  return totals.test(line) ? line.replace(/\d+$/, digits => String(Number(digits) * factor)) : line
}
