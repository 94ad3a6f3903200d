import { nowSeconds } from '../../../evidence/log-summary.ts'
import type { LogNotice, ProcessLogPart } from '../../../evidence/parts.ts'
import type { Rejection } from '../../../evidence/schema.ts'
import { readOutlierEvent } from './outlier-event.ts'
import { mayGoOn, readEvents, type ProcessEvent } from './process-event.ts'
import { parseProcessLine, type ProcessLine } from './process-line.ts'

interface Times { count: number, first: number | undefined, last: number | undefined }
type Close = Extract<ProcessEvent, { kind: 'close' }>

/** A log that repeats a different reason a thousand times says nothing more by the next. */
const maxKept = 1_000
/** Of a message over several lines. */
const longestMessage = 16_384
const longestSample = 300
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
  readonly #notices = new Map<string, Times & { kind: string, sample: string }>()
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
    const outlier = readOutlierEvent(text)
    if (outlier !== undefined) {
      this.#addLine(outlier.at)
      this.#addNotice(outlier.notice, outlier.detail, outlier.at, outlier.detail)
      return true
    }
    const parsed = parseProcessLine(text) ?? this.#readBare(text)
    if (parsed === undefined) {
      if (this.#open === undefined) return this.#readContinued(text)
      if (this.#open.text.length < longestMessage) this.#open = { ...this.#open, text: `${this.#open.text}\n${text}` }
      return true
    }
    this.#close()
    this.#addLine(parsed.at)
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
      notices: [...this.#notices.values()].map((times): LogNotice => ({ kind: times.kind, count: times.count, first: times.first, last: times.last, sample: times.sample })),
    }
  }

  #addLine(at: number | undefined): void {
    this.#lines++
    if (at === undefined) return
    this.#from = Math.min(this.#from ?? at, at)
    this.#to = Math.max(this.#to ?? at, at)
  }

  /** Further lines of a message that printed a structure or a stack, none of which has a beginning of its own. */
  #readContinued(text: string): boolean {
    if (this.#lines === 0 || !/^(?:[ \t]+\S|#\d+: |(?:Active\w+|\w*ConnectionImpl\w*) 0x)/.test(text)) return false
    this.#lines++
    this.#addOther('continued')
    return true
  }

  /** Messages without a beginning that are still Envoy's: pasted alone, or of what starts it. */
  #readBare(text: string): ProcessLine | undefined {
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
    if (events.length === 0) this.#noteOther(text, level)
    for (const event of events) {
      if (event.kind === 'close') this.#addClose(event, at)
      else if (event.kind === 'rejection') this.#addRejection(event, at)
      else if (event.kind === 'tls') touch(this.#tls, event.reason, at, () => ({}))
      else this.#addNotice(event.notice, event.detail, at, event.sample ?? text)
    }
  }

  #addNotice(kind: string, detail: string | undefined, at: number | undefined, text: string): void {
    touch(this.#notices, `${kind}\0${detail ?? ''}`, at, () => ({ kind, sample: text.slice(0, longestSample) }))
  }

  /** The uppermost frames of a crash tell more than the signal. */
  #noteOther(text: string, level: string): void {
    const crash = /^#[01]: /.test(text) ? this.#notices.get('crash\0') : undefined
    if (crash !== undefined && !crash.sample.includes(text.slice(0, 4))) crash.sample = `${crash.sample} ${text}`.slice(0, longestSample)
    this.#addOther(level)
  }

  #addOther(level: string): void {
    this.#others[level] = (this.#others[level] ?? 0) + 1
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
