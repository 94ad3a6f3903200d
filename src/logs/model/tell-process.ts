import type { ProcessLogPart } from '../../evidence/parts.ts'
import { readProcessLine } from '../../explain/kinds/process-line.ts'
import { readTls } from '../../explain/kinds/tls.ts'
import type { Knowledge, Meaning } from '../../explain/meaning.ts'
import type { LogEvent, LogProcess } from '../log-report.ts'

const longestText = 300
const mostEvents = 2_000
const mostRules = 3

/** Kinds in the order in which a reader should see them; what is not here comes last. */
const weight = [
  'crash', 'start failed', 'configuration rejected', 'config stream closed', 'TLS error', 'no file descriptors left', 'bug reported by Envoy',
  'initial fetch timed out', 'config stream not opened', 'host ejected', 'host not ejected: not enforced', 'host returned', 'no matching filter chain', 'malformed request',
  'deprecated option', 'SIGTERM', 'stop', 'start',
]

/** Joins what the process lines of several inputs say: equal events become one, the weightiest first. */
export function tellProcess(parts: readonly ProcessLogPart[], knowledge: Knowledge): LogProcess | null {
  if (parts.length === 0) return null
  const events = new Map<string, Dated>()
  const others: Record<string, number> = {}
  for (const part of parts) {
    for (const event of eventsOf(part)) join(events, event)
    for (const [level, count] of Object.entries(part.others)) others[level] = (others[level] ?? 0) + count
  }
  const times = parts.flatMap(part => [part.from, part.to]).filter(time => time !== undefined)
  return {
    lines: parts.reduce((sum, part) => sum + part.lines, 0),
    from: toIso(times.length === 0 ? undefined : Math.min(...times)), to: toIso(times.length === 0 ? undefined : Math.max(...times)),
    events: [...events.values()].sort(byWeight).map(event => ({ kind: event.kind, text: event.text, count: event.count, first: toIso(event.first), last: toIso(event.last), ...explainEvent(event, knowledge) })),
    others: Object.fromEntries(Object.entries(others).sort(([a], [b]) => a < b ? -1 : 1)),
  }
}

/** `key` tells events of one kind apart. */
interface Dated { kind: string, key: string, text: string, count: number, first: number | undefined, last: number | undefined }

function eventsOf(part: ProcessLogPart): Dated[] {
  return [
    ...part.streamCloses.map(close => ({
      kind: 'config stream closed', text: `${close.code}${close.message === '' ? ', no message' : `, ${close.message}`}${close.target === undefined ? '' : ` (${close.target})`}`,
      count: close.count, first: close.first?.getTime(), last: close.last?.getTime(),
    })),
    ...part.rejections.map(rejection => ({
      kind: 'configuration rejected', text: `${[rejection.type, rejection.resource ?? ''].filter(word => word !== '').join(' ')}: ${rejection.reason}`,
      count: 1, first: rejection.at?.getTime(), last: rejection.at?.getTime(),
    })),
    ...part.tlsErrors.map(error => ({ kind: 'TLS error', text: error.reason, count: error.count, first: undefined, last: error.last?.getTime() })),
  ].map(event => ({ ...event, key: event.text, text: event.text.slice(0, longestText) })).concat(part.notices.map(notice => ({
    // Of hosts each is told; of other notices the first text stands for all.
    kind: notice.kind, key: notice.kind.startsWith('host ') ? notice.sample : '', text: notice.sample, count: notice.count, first: notice.first, last: notice.last,
  })))
}

function join(events: Map<string, Dated>, event: Dated): void {
  const key = JSON.stringify([event.kind, event.key])
  const known = events.get(key)
  if (known === undefined) {
    if (events.size < mostEvents) events.set(key, { ...event })
    return
  }
  known.count += event.count
  known.first = least(known.first, event.first)
  known.last = most(known.last, event.last)
}


const least = (a: number | undefined, b: number | undefined): number | undefined => a === undefined || b === undefined ? a ?? b : Math.min(a, b)
const most = (a: number | undefined, b: number | undefined): number | undefined => a === undefined || b === undefined ? a ?? b : Math.max(a, b)
const toIso = (time: number | undefined): string | null => time === undefined ? null : new Date(time).toISOString()

function byWeight(a: Dated, b: Dated): number {
  const rank = (event: Dated): number => (weight.indexOf(event.kind) + weight.length + 1) % (weight.length + 1)
  return rank(a) - rank(b) || b.count - a.count || (a.text < b.text ? -1 : 1)
}

function explainEvent(event: Dated, knowledge: Knowledge): Pick<LogEvent, 'meaning' | 'rules'> {
  const known = new Set(knowledge.rules.map(rule => rule.id))
  const meanings = event.kind === 'TLS error' ? readTls(event.text, knowledge)
    : event.kind === 'config stream closed' ? readProcessLine(`gRPC config stream closed: ${event.text}`, knowledge).flatMap(flatten)
      : event.kind === 'configuration rejected' ? readProcessLine(`config rejected: ${event.text}`, knowledge) : readProcessLine(event.text, knowledge)
  // Of a close the status says more than that the stream ended.
  const telling = meanings.find(meaning => meaning.kind === 'gRPC status') ?? meanings[0]
  return {
    meaning: telling?.sections.find(section => section.label === 'means')?.text ?? null,
    rules: [...new Set(meanings.flatMap(meaning => meaning.rules))].filter(id => known.has(id)).slice(0, mostRules),
  }
}

const flatten = (meaning: Meaning): Meaning[] => [meaning, ...meaning.parts.flatMap(flatten)]
