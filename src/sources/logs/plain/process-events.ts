import { nowSeconds } from '../../../evidence/log-summary.ts'
import type { ProcessLogPart } from '../../../evidence/parts.ts'
import type { Rejection } from '../../../evidence/schema.ts'
import type { ProcessEvent, ProcessLine } from './process-line.ts'

interface Times { count: number, first: number | undefined, last: number | undefined }
type Close = Extract<ProcessEvent, { kind: 'close' }>

/** A log that repeats a different reason a thousand times says nothing more by the next. */
const maxKept = 1_000

/** Gathers the events of a process log: closes and TLS errors grouped by text, rejections one by one. */
export class ProcessEvents {
  readonly #source: string
  readonly #closes = new Map<string, Times & { event: Close }>()
  readonly #tls = new Map<string, Times>()
  readonly #rejections = new Map<string, Rejection>()
  readonly #others: Record<string, number> = {}
  #lines = 0
  #from: number | undefined
  #to: number | undefined

  constructor(source: string) {
    this.#source = source
  }

  add(line: ProcessLine | undefined): void {
    if (line === undefined) return
    this.#lines++
    if (line.at !== undefined) {
      this.#from = Math.min(this.#from ?? line.at, line.at)
      this.#to = Math.max(this.#to ?? line.at, line.at)
    }
    const { event, at, level = 'unknown' } = line
    if (event === undefined) this.#others[level] = (this.#others[level] ?? 0) + 1
    else if (event.kind === 'close') this.#addClose(event, at)
    else if (event.kind === 'tls') note(this.#tls, event.reason, at)
    else this.#addRejection(event, at)
  }

  finish(): ProcessLogPart | undefined {
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
    }
  }

  #addClose(event: Close, at: number | undefined): void {
    const key = JSON.stringify([event.method, event.code, event.message])
    const known = this.#closes.get(key)
    if (known !== undefined) {
      known.event = event
      touch(known, at)
    } else if (this.#closes.size < maxKept) {
      this.#closes.set(key, { event, count: 1, first: at, last: at })
    }
  }

  #addRejection(event: Extract<ProcessEvent, { kind: 'rejection' }>, at: number | undefined): void {
    if (this.#rejections.size >= maxKept) return
    const { type, resource, reason } = event
    this.#rejections.set(JSON.stringify([type, resource, reason]), { type, resource, reason, at: toDate(at), source: this.#source })
  }
}

function note(into: Map<string, Times>, key: string, at: number | undefined): void {
  const known = into.get(key)
  if (known !== undefined) touch(known, at)
  else if (into.size < maxKept) into.set(key, { count: 1, first: at, last: at })
}

function touch(times: Times, at: number | undefined): void {
  times.count++
  times.last = at ?? times.last
}

const toDate = (at: number | undefined): Date | undefined => at === undefined ? undefined : new Date(at)
