import { findStat, type StatsSample } from '../../../evidence/stats.ts'
import { tellingCounters } from './sub-scopes.ts'

/** Uptime is refreshed by the flush, every 5 s by default. */
const uptimeSlack = 10

/** As many counters must have gone back before it is said: one or two are gone with a cluster that was replaced. */
const leastReversed = 3

/** Why `later` is not the same process as `earlier`, read afterwards; undefined when nothing says so. */
export function tellBreak(earlier: StatsSample, later: StatsSample): string | undefined {
  const changed = (metric: string): string | undefined => {
    const [before, after] = [findStat(earlier, 'server', '', metric), findStat(later, 'server', '', metric)]
    return before === undefined || after === undefined || before === after ? undefined : `${String(before)} -> ${String(after)}`
  }
  const epoch = changed('server.hot_restart_epoch')
  if (epoch !== undefined) return `Envoy was hot restarted (server.hot_restart_epoch ${epoch})`
  if (earlier.uptime !== undefined && later.uptime !== undefined) {
    if (later.uptime < earlier.uptime) return `Envoy was restarted (server.uptime ${earlier.uptime} -> ${later.uptime} s)`
    const elapsed = earlier.readAt !== undefined && later.readAt !== undefined ? (later.readAt - earlier.readAt) / 1000 : 0
    if (later.uptime + uptimeSlack < elapsed) return `Envoy was restarted (up ${later.uptime} s, ${Math.round(elapsed)} s after the sample before)`
  }
  const generation = changed('server.hot_restart_generation')
  if (generation !== undefined) return `Envoy was hot restarted (server.hot_restart_generation ${generation})`
  const concurrency = changed('server.concurrency')
  if (concurrency !== undefined) return `they are of different proxies (server.concurrency ${concurrency})`
  if (isStranger(earlier, later)) return 'they are of different proxies (no cluster or listener in common)'
  return undefined
}

function isStranger(a: StatsSample, b: StatsSample): boolean {
  let compared = false
  for (const scope of ['cluster', 'listener'] as const) {
    const [mine, other] = [a.scopes.get(scope), b.scopes.get(scope)]
    if (mine === undefined || other === undefined) continue
    compared = true
    for (const name of mine.keys()) if (other.has(name)) return false
  }
  return compared
}

/** Says when many counters went back although nothing restarted: reset by hand, another proxy, or the wrong order. */
export function tellContradiction(first: StatsSample, last: StatsSample): string | undefined {
  let back = 0
  let grown = 0
  for (const [scope, names] of first.scopes) {
    for (const [name, values] of names) {
      for (const [metric, before] of values) {
        if (!isCounter(metric)) continue
        const after = findStat(last, scope, name, metric)
        if (after === undefined || typeof after === 'string' || typeof before === 'string') continue
        if (after < before) back++
        else if (after > before) grown++
      }
    }
  }
  if (back < leastReversed || back * 4 < grown) return undefined
  return `${back} counters went back and ${grown} grew without a restart: they were reset in between, or the samples are of different proxies`
}

const counters: ReadonlySet<string> = new Set(Object.values(tellingCounters).flat())

/** Counters by name; gauges may go back, so what is not surely a counter does not count. */
function isCounter(metric: string): boolean {
  return counters.has(metric) || (/_total$|_\dxx$|_completed$|\.(handshake|success|attempt)$/.test(metric) && metric !== 'membership_total')
}
