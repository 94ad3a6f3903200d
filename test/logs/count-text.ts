import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { loadFacts } from '../../src/explain/facts.ts'
import type { LogReport } from '../../src/logs/log-report.ts'
import { buildReport } from '../../src/logs/model/build-report.ts'
import { compileWhere } from '../../src/logs/query/compile-where.ts'
import { LineCounter } from '../../src/logs/query/line-counter.ts'

const catalogue = buildCatalogue()
export const knowledge = { facts: loadFacts(catalogue.facts), rules: catalogue.rules }

export interface CountOptions {
  /** One --by, or several. */
  by?: readonly string[] | readonly (readonly string[])[]
  where?: string
  since?: number
  until?: number
  interval?: number
  samples?: number
  top?: number
  formats?: readonly string[]
  /** Bytes given at once. */
  step?: number
}

const isLists = (by: NonNullable<CountOptions['by']>): by is readonly (readonly string[])[] => by.length > 0 && typeof by[0] !== 'string'

/** Counts texts or bytes, each an input named a, b, …, and reports on them. */
export function countText(inputs: readonly (string | Uint8Array)[], options: CountOptions = {}): LogReport {
  const { where, since, until, interval, samples = 0, top = 5, formats = [] } = options
  const by = options.by === undefined ? undefined : isLists(options.by) ? options.by : [options.by]
  const counter = new LineCounter({ by, where: where === undefined ? undefined : compileWhere(where), since, until, interval, samples }, formats)
  inputs.forEach((input, i) => {
    const bytes = Buffer.from(input)
    const open = counter.openInput(String.fromCharCode(97 + i))
    const step = options.step ?? Math.max(1, bytes.length)
    for (let at = 0; at < bytes.length; at += step) open.write(new Uint8Array(bytes.subarray(at, at + step)))
    open.endFile()
  })
  return buildReport(counter, {
    tool: { name: 'meshmedic', version: '0' }, partial: null, given: formats.map(format => ({ format, source: '--format' })),
    where, since, until, by, interval, top, knowledge, rules: catalogue.rules, problems: [],
  })
}

const start = Date.UTC(2026, 10, 20, 11, 0, 0)

export interface Said { seconds: number, code: number, flags: string, agent: string, path: string, upstream: string, duration: number, method: string, authority: string, service: string, id: string }

/** A line of Envoy's default format, without its end. */
export function access(said: Partial<Said> = {}): string {
  const { seconds, code, flags, agent, path, upstream, duration, method, authority, service, id } = {
    seconds: 1, code: 200, flags: '-', agent: 'curl/8', path: '/pay', upstream: '10.0.0.7:8080', duration: 7, method: 'GET', authority: 'orders.shop.local', service: '-', id: 'a1b2', ...said,
  }
  return `[${new Date(start + seconds * 1000).toISOString()}] "${method} ${path} HTTP/1.1" ${code} ${flags} 0 19 ${duration} ${service} "-" "${agent}" "${id}" "${authority}" "${upstream}"`
}

export const lines = (...texts: readonly string[]): string => texts.map(text => `${text}\n`).join('')
