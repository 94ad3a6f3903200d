import { nowSeconds } from '../../../evidence/log-summary.ts'
import type { LogNotice, ProcessLogPart } from '../../../evidence/parts.ts'
import type { Rejection } from '../../../evidence/schema.ts'
import { mayGoOn, readEvents, type ProcessEvent } from './process-event.ts'
import { parseProcessLine, type ProcessLine } from './process-line.ts'

interface Times { count: number, first: number | undefined, last: number | undefined }
type Close = Extract<ProcessEvent, { kind: 'close' }>

/** A log that repeats a different reason a thousand times says nothing more by the next. */
const maxKept = 1_000
/** Of a message over several lines. */
const longestMessage = 16_384
/** Only the beginning of a longer line is looked at. */
const longestLine = 65_536

/**
 * Gathers what a process log says: closes and TLS errors grouped by text, rejections one by one, everything else counted by kind and
 * level. Lines may come in any order of time.
 */
export class ProcessEvents {
  readonly #source: string
  readonly #closes = new Map<string, Times & { event: Close }>()
  readonly #tls = new Map<string, Times>()
  readonly #rejections = new Map<string, Rejection>()
  readonly #notices = new Map<string, Times & { sample: string }>()
  readonly #others: Record<string, number> = {}
  #open: ProcessLine | undefined
  #lines = 0
  #from: number | undefined
  #to: number | undefined

  constructor(source: string) {
    this.#source = source
  }

  /** @returns whether the line belongs to a process log; one that goes on a message does. */
  add(line: string): boolean {
    const text = line.length > longestLine ? line.slice(0, longestLine) : line
    const parsed = parseProcessLine(text) ?? this.#readBare(text)
    if (parsed === undefined) {
      if (this.#open === undefined) return false
      if (this.#open.text.length < longestMessage) this.#open = { ...this.#open, text: `${this.#open.text}\n${text}` }
      return true
    }
    this.#close()
    this.#lines++
    if (parsed.at !== undefined) {
      this.#from = Math.min(this.#from ?? parsed.at, parsed.at)
      this.#to = Math.max(this.#to ?? parsed.at, parsed.at)
    }
    if (mayGoOn(parsed.text)) this.#open = parsed
    else this.#note(parsed)
    return true
  }

  finish(): ProcessLogPart | undefined {
    this.#close()
    if (this.#lines === 0) return undefined
    const since = (this.#to ?? 0) - nowSeconds * 1000
    const isRecent = (times: Times): boolean => times.last === undefined || times.last >= since
    return {
      source: this.#source, from: this.#from, to: this.#to, lines: this.#lines, others: this.#others,
      streamCloses: [...this.#closes.values()].map(({ event, ...times }) => ({
        method: event.method, target: event.target, code: event.code, message: event.message, failingFor: event.failingFor,
        count: times.count, first: toDate(times.first), last: toDate(times.last), recent: isRecent(times),
      })),
      rejections: [...this.#rejections.values()],
      tlsErrors: [...this.#tls].map(([reason, times]) => ({ reason, count: times.count, last: toDate(times.last), recent: isRecent(times) })),
      notices: [...this.#notices].map(([kind, times]): LogNotice => ({ kind, count: times.count, first: times.first, last: times.last, sample: times.sample })),
    }
  }

  /** Lines without a beginning that are still Envoy's: messages pasted alone, and outlier events, which are JSON of their own. */
  #readBare(text: string): ProcessLine | undefined {
    if (text.startsWith('{') && /"(?:eject_success_rate_event|eject_consecutive_event|eject_failure_percentage_event|enforced)"/.test(text)) {
      return { at: undefined, level: 'outlier event', text }
    }
    const [event] = text.length < longestMessage ? readEvents(text) : []
    return event === undefined ? undefined : { at: undefined, level: 'unknown', text }
  }

  /** What is held back until the next line shows that it has ended. */
  #close(): void {
    if (this.#open !== undefined) this.#note(this.#open)
    this.#open = undefined
  }

  #note({ text, at, level = 'unknown' }: ProcessLine): void {
    const events = readEvents(text)
    if (events.length === 0) this.#others[level] = (this.#others[level] ?? 0) + 1
    for (const event of events) {
      if (event.kind === 'close') this.#addClose(event, at)
      else if (event.kind === 'rejection') this.#addRejection(event, at)
      else if (event.kind === 'tls') touch(this.#tls, event.reason, at, () => ({}))
      else touch(this.#notices, event.notice, at, () => ({ sample: text.slice(0, 300) }))
    }
  }

  #addClose(event: Close, at: number | undefined): void {
    const key = JSON.stringify([event.method, event.code, event.message])
    touch(this.#closes, key, at, () => ({ event }))
    const known = this.#closes.get(key)
    if (known !== undefined) known.event = event
  }

  #addRejection(event: Extract<ProcessEvent, { kind: 'rejection' }>, at: number | undefined): void {
    const { type, resource, reason } = event
    const key = JSON.stringify([type, resource, reason])
    if (this.#rejections.size < maxKept || this.#rejections.has(key)) {
      this.#rejections.set(key, { type, resource, reason, at: toDate(at) ?? this.#rejections.get(key)?.at, source: this.#source })
    }
  }
}

function touch<T extends object>(into: Map<string, Times & T>, key: string, at: number | undefined, make: () => T): void {
  const known = into.get(key)
  if (known === undefined) {
    if (into.size < maxKept) into.set(key, { count: 1, first: at, last: at, ...make() })
    return
  }
  known.count++
  if (at === undefined) return
  known.first = Math.min(known.first ?? at, at)
  known.last = Math.max(known.last ?? at, at)
}

const toDate = (at: number | undefined): Date | undefined => at === undefined ? undefined : new Date(at)
