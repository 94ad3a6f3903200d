import type { LogSummary } from '../../../evidence/log-summary.ts'
import type { ProcessLogPart } from '../../../evidence/parts.ts'
import type { Problem } from '../../../evidence/problem.ts'
import type { LogGroup } from '../../../evidence/schema.ts'
import { looksLikeAccess, parseAccessLine, type AccessLine } from './access-line.ts'
import { ProcessEvents } from './process-events.ts'
import { parseProcessLine } from './process-line.ts'

/** Groups beyond this are counted without a group of their own; a log's tail of strange paths must not fill the memory. */
const maxGroups = 50_000
const maxLine = 65_536
/** Slices of the log kept apart, so that the newest ones can be told from the rest when its end is known. */
const bucketSeconds = 5

interface Counted { line: AccessLine, durations: number[], count: number }

/**
 * Reads a proxy's log, which may mix access and process lines, in one pass. Lines that are neither are counted by the process part.
 * Envoy's default access-log format only.
 */
export class LogReader {
  readonly #source: string
  readonly #nowSeconds: number
  readonly #problems: Problem[]
  readonly #decoder = new TextDecoder()
  readonly #events: ProcessEvents
  readonly #buckets = new Map<number, Map<string, Counted>>()
  #rest = ''
  #lines = 0
  #parsed = 0
  #unparsed = 0
  #healthChecks = 0
  #folded = 0
  #groups = 0
  #from = Infinity
  #to = -Infinity

  /** @param options.nowSeconds how much of the log's end counts as now */
  constructor(options: { source: string, nowSeconds: number, problems: Problem[] }) {
    this.#source = options.source
    this.#problems = options.problems
    this.#nowSeconds = options.nowSeconds
    this.#events = new ProcessEvents(options.source)
  }

  write(chunk: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    this.#rest = lines.pop() ?? ''
    if (this.#rest.length > maxLine) this.#rest = this.#rest.slice(0, maxLine)
    for (const line of lines) this.#readLine(line)
  }

  end(): { access: LogSummary | undefined, process: ProcessLogPart | undefined } {
    if (this.#rest !== '') this.#readLine(this.#rest)
    if (this.#unparsed > 0) {
      this.#problems.push({ source: this.#source, message: `${this.#unparsed} access-log lines are not in Envoy's default format and were not counted` })
    }
    return { access: this.#summarise(), process: this.#events.finish() }
  }

  #readLine(line: string): void {
    this.#lines++
    const cut = line.length > maxLine ? line.slice(0, maxLine) : line.replace(/\r$/, '')
    const access = parseAccessLine(cut)
    if (access !== undefined) return this.#count(access)
    if (looksLikeAccess(cut)) this.#unparsed++
    else this.#events.add(parseProcessLine(cut))
  }

  #count(line: AccessLine): void {
    this.#parsed++
    this.#from = Math.min(this.#from, line.at)
    this.#to = Math.max(this.#to, line.at)
    if (line.userAgent === 'Envoy/HC') {
      this.#healthChecks++
      return
    }
    const slice = Math.floor(line.at / 1000 / bucketSeconds)
    const bucket = this.#buckets.get(slice) ?? new Map<string, Counted>()
    this.#buckets.set(slice, bucket)
    const key = JSON.stringify([line.code, line.flags, line.authority, line.method, line.path, line.upstream])
    const known = bucket.get(key)
    if (known !== undefined) {
      known.count++
      if (known.durations.length < 1000) known.durations.push(line.duration)
    } else if (this.#groups >= maxGroups) {
      this.#folded++
    } else {
      this.#groups++
      bucket.set(key, { line, count: 1, durations: [line.duration] })
    }
  }

  #summarise(): LogSummary | undefined {
    if (this.#parsed === 0) return undefined
    const since = this.#to - this.#nowSeconds * 1000
    const firstRecent = Math.ceil(since / 1000 / bucketSeconds)
    const slices = [...this.#buckets]
    return {
      source: this.#source, from: this.#from, to: this.#to,
      now: { from: Math.max(since, this.#from), to: this.#to },
      parsed: this.#parsed, unparsed: this.#unparsed, healthChecks: this.#healthChecks,
      recent: mergeBuckets(slices.filter(([slice]) => slice >= firstRecent)),
      earlier: mergeBuckets(slices.filter(([slice]) => slice < firstRecent)),
      folded: { recent: this.#folded, earlier: 0 },
    }
  }
}

function mergeBuckets(slices: readonly (readonly [number, ReadonlyMap<string, Counted>])[]): LogGroup[] {
  const merged = new Map<string, Counted>()
  for (const [, bucket] of slices) {
    for (const [key, counted] of bucket) {
      const known = merged.get(key)
      if (known === undefined) merged.set(key, { ...counted, durations: [...counted.durations] })
      else {
        known.count += counted.count
        known.durations.push(...counted.durations)
      }
    }
  }
  return [...merged.values()].map(toGroup).sort((a, b) => b.count - a.count)
}

function toGroup({ line, durations, count }: Counted): LogGroup {
  durations.sort((a, b) => a - b)
  const quantile = (share: number): number => durations[Math.min(durations.length - 1, Math.floor(durations.length * share))] ?? 0
  const { code, flags, authority, method, path, upstream } = line
  return { code, flags, authority, method, path, upstream, count, p50: quantile(0.5), p99: quantile(0.99) }
}
