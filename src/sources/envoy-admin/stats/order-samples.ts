import type { StatsSeries } from '../../../evidence/growth.ts'
import type { Problem } from '../../../evidence/problem.ts'
import { findStat, type StatForm, type StatsSample } from '../../../evidence/stats.ts'
import { tellBreak, tellContradiction } from './compare-samples.ts'

/** Answers taken within this many seconds of each other, in different forms, are one look at the proxy. */
const sameMoment = 5

/** `server.uptime` moves with the flush, every 5 s by default: a shorter step tells no time. */
const leastUptimeStep = 10

/**
 * Brings the statistics of one proxy into order: the first and the last of the same form, the seconds between them, and why they
 * must not be compared if so. At least one sample.
 */
export function pairSamples(samples: readonly StatsSample[], problems: Problem[]): StatsSeries {
  const ordered = orderSamples(chooseForm(samples, problems))
  const last = ordered.at(-1)
  if (last === undefined) throw new RangeError('pairSamples needs at least one sample')
  if (ordered.length === 1) return { first: undefined, last, seconds: undefined, incomparable: undefined }
  const breaks = ordered.slice(0, -1).map((_, i) => tellBreakBetween(ordered.slice(i)))
  // After a restart the later samples may still be compared with each other.
  const usable = breaks.indexOf(undefined)
  const first = ordered[usable === -1 ? 0 : usable] as StatsSample
  const pair = straighten(first, last, problems)
  const incomparable = usable === -1 ? breaks[0] : tellContradiction(pair.first, pair.last)
  if (usable > 0) problems.push({ source: last.source, message: `compared with ${first.source}: between older samples and this one ${breaks[0] ?? ''}` })
  else if (incomparable !== undefined) problems.push({ source: last.source, message: `not compared with ${first.source}: ${incomparable}` })
  return { ...pair, seconds: secondsBetween(pair.first, pair.last), incomparable }
}

function tellBreakBetween(ordered: readonly StatsSample[]): string | undefined {
  for (let i = 1; i < ordered.length; i++) {
    const reason = tellBreak(ordered[i - 1] as StatsSample, ordered[i] as StatsSample)
    if (reason !== undefined) return reason
  }
  return tellBreak(ordered[0] as StatsSample, ordered.at(-1) as StatsSample)
}

/** Samples whose order only their names tell are turned round when counters say so. */
function straighten(first: StatsSample, last: StatsSample, problems: Problem[]): { first: StatsSample, last: StatsSample } {
  if (compareByTime(first, last) !== 0) return { first, last }
  if (tellContradiction(first, last) === undefined || tellContradiction(last, first) !== undefined) return { first, last }
  problems.push({ source: last.source, message: `taken as older than ${first.source}, because its counters are lower` })
  return { first: last, last: first }
}

/** The samples of the form that has most of them; where forms have as many, of the form that says most. */
function chooseForm(samples: readonly StatsSample[], problems: Problem[]): readonly StatsSample[] {
  const byForm = new Map<StatForm, StatsSample[]>()
  for (const sample of samples) byForm.set(sample.form, [...byForm.get(sample.form) ?? [], sample])
  const forms = [...byForm.values()].map(list => dropCopies(list))
  const [only, ...others] = forms
  // Which says most need not be counted: of a large page that takes as long as judging a tenth of its rules.
  if (only !== undefined && others.length === 0) return only
  const best = forms.reduce((a, b) => b.length > a.length || (b.length === a.length && sizeOf(b) > sizeOf(a)) ? b : a, forms[0] ?? [])
  const [one] = best
  if (best.length === 1 && one !== undefined) {
    for (const other of forms.flat()) {
      if (other !== one && !isSameMoment(one, other)) {
        problems.push({ source: other.source, message: `not compared with ${one.source}: growth needs two samples of the same form` })
      }
    }
  }
  return best
}

/** The same answer given twice is no second sample. */
function dropCopies(samples: readonly StatsSample[]): StatsSample[] {
  const kept: StatsSample[] = []
  for (const sample of samples) {
    if (!kept.some(other => other.readAt === sample.readAt && other.uptime === sample.uptime && hasSameValues(other, sample))) kept.push(sample)
  }
  return kept
}

function hasSameValues(a: StatsSample, b: StatsSample): boolean {
  if (countValues(a) !== countValues(b)) return false
  for (const [scope, names] of a.scopes) {
    for (const [name, values] of names) {
      for (const [metric, value] of values) if (findStat(b, scope, name, metric) !== value) return false
    }
  }
  return true
}

function isSameMoment(a: StatsSample, b: StatsSample): boolean {
  if (a.readAt !== undefined && b.readAt !== undefined) return Math.abs(a.readAt - b.readAt) <= sameMoment * 1000
  if (a.uptime !== undefined && b.uptime !== undefined) return Math.abs(a.uptime - b.uptime) <= sameMoment
  return true
}

function orderSamples(samples: readonly StatsSample[]): readonly StatsSample[] {
  return [...samples].sort((a, b) => compareByTime(a, b) || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0))
}

/** Negative when `a` is older; 0 when nothing but the names tells. */
function compareByTime(a: StatsSample, b: StatsSample): number {
  const uptime = a.uptime !== undefined && b.uptime !== undefined ? a.uptime - b.uptime : 0
  if (a.readAt !== undefined && b.readAt !== undefined && a.readAt !== b.readAt) {
    const read = a.readAt - b.readAt
    // A restart cannot have happened longer ago than the time between: then the times of reading are not to be believed.
    const later = read < 0 ? b : a
    const wentBack = read < 0 ? uptime > 0 : uptime < 0
    if (wentBack && (later.uptime ?? 0) > Math.abs(read) / 1000 + leastUptimeStep) return uptime
    return read
  }
  const epoch = epochOf(a) - epochOf(b)
  if (Number.isFinite(epoch) && epoch !== 0) return epoch
  return mayHaveRestarted(a, b) ? (a.modifiedAt ?? 0) - (b.modifiedAt ?? 0) : uptime
}

/**
 * Whether the later file's process is younger than the time between the two files: then a restart explains an uptime that is lower in it.
 * A file's time alone orders nothing; but what grows from the younger process to the older one would be made up.
 */
function mayHaveRestarted(a: StatsSample, b: StatsSample): boolean {
  if (a.modifiedAt === undefined || b.modifiedAt === undefined) return false
  const [earlier, later] = a.modifiedAt < b.modifiedAt ? [a, b] : [b, a]
  if (earlier.uptime === undefined || later.uptime === undefined || later.uptime >= earlier.uptime) return false
  return later.uptime <= Math.abs(a.modifiedAt - b.modifiedAt) / 1000 + leastUptimeStep
}

function epochOf(sample: StatsSample): number {
  const epoch = findStat(sample, 'server', '', 'server.hot_restart_epoch')
  return epoch === undefined || typeof epoch === 'string' ? Number.NaN : Number(epoch)
}

function secondsBetween(first: StatsSample, last: StatsSample): number | undefined {
  if (first.readAt !== undefined && last.readAt !== undefined && last.readAt > first.readAt) return (last.readAt - first.readAt) / 1000
  const step = first.uptime === undefined || last.uptime === undefined ? 0 : last.uptime - first.uptime
  return step >= leastUptimeStep ? step : undefined
}

function sizeOf(samples: readonly StatsSample[]): number {
  return Math.max(0, ...samples.map(countValues))
}

function countValues(sample: StatsSample): number {
  let count = 0
  for (const names of sample.scopes.values()) for (const values of names.values()) count += values.size
  return count
}
