import type { ListedStats, ListedValue } from '../../../evidence/listed-stats.ts'
import type { Problem } from '../../../evidence/problem.ts'
import { fields, list, number, records, text } from '../fields.ts'
import { JsonSlices, type SliceReceiver } from '../json-slices.ts'
import { detectForm } from './detect-form.ts'
import { readHistogramText } from './histogram-text.ts'
import { LineBlocks } from './line-blocks.ts'
import { parseUnsigned } from './parse-value.ts'
import type { PrometheusSample } from './prometheus-sample.ts'
import { PrometheusReader } from './visit-prometheus.ts'

/** More statistics than this are not kept: nobody reads them, and a page may have millions. */
const most = 200_000
/** A form is told by so many bytes at the latest. */
const headBytes = 1 << 16

/** Takes the bytes of a page. */
interface PageReader { write: (chunk: Uint8Array) => void, end: () => void }

/**
 * Lists the statistics of one answer of /stats in any form whose names are wanted, for people who look for a name; rules read
 * statistics by their identity (`StatsReader`). Memory depends on what is wanted. Never throws.
 */
export async function listStats(chunks: AsyncIterable<Uint8Array>, source: string, wanted: (name: string) => boolean, problems: Problem[]): Promise<ListedStats> {
  const values = new Map<string, ListedValue>()
  let of = 0
  let left = 0
  const take: Take = (name, read) => {
    of++
    if (!wanted(name)) return
    if (values.size < most || values.has(name)) values.set(name, read())
    else left++
  }
  let reader: PageReader | undefined
  let head: Uint8Array[] = []
  const begin = (ended: boolean): void => {
    const bytes = Buffer.concat(head)
    const form = detectForm(bytes, ended || bytes.length >= headBytes)
    if (form === undefined) return
    reader = form === 'prometheus' ? readPrometheus(take) : form === 'json' ? readJson(take) : readText(take)
    reader.write(bytes)
    head = []
  }
  for await (const chunk of chunks) {
    if (reader !== undefined) reader.write(chunk)
    else {
      head.push(chunk)
      begin(false)
    }
  }
  if (reader === undefined) begin(true)
  reader?.end()
  if (left > 0) problems.push({ source, message: `more than ${most} statistics are wanted: ${left} of them are left out` })
  return { source, values, of }
}

type Take = (name: string, read: () => ListedValue) => void

/** `name: value` a line; a name's colons are followed by no blank. */
function readText(take: Take): PageReader {
  const blocks = new LineBlocks((buffer, start, end) => {
    for (const line of buffer.toString('utf8', start, end).split('\n')) takeLine(line.trimEnd(), take)
  }, () => undefined)
  return { write: chunk => blocks.write(chunk), end: () => blocks.end() }
}

/** How often `: ` may stand in a line before its value. */
const mostSeparators = 16

function takeLine(line: string, take: Take): void {
  // Details of a histogram stand indented below its name.
  if (line === '' || line.startsWith(' ')) return
  let at = line.indexOf(': ')
  for (let tried = 0; at > 0 && tried < mostSeparators; tried++) {
    const start = at + 2
    if (looksLikeValue(line, start)) return take(line.slice(0, at), () => readValue(line.slice(start)))
    at = line.indexOf(': ', start)
  }
}

function looksLikeValue(line: string, start: number): boolean {
  if (line[start] === '"') return line.length > start + 1 && line.endsWith('"')
  if (line.startsWith('No recorded values', start)) return true
  return /^(?:\d{1,40}$|[PB]\d)/.test(line.slice(start, start + 41)) && (line[start] === 'P' || line[start] === 'B' || line.length <= start + 40)
}

function readValue(value: string): ListedValue {
  if (value.startsWith('"')) return value.slice(1, -1)
  if (value === 'No recorded values') return { p50: undefined, p99: undefined }
  const bytes = Buffer.from(value)
  return /^[PB]/.test(value) ? readHistogramText(value) : parseUnsigned(bytes, 0, bytes.length) ?? value
}

/** `{"stats": [{"name", "value"}, …, {"histograms": …}]}`; numbers above 2^53 lose their last digits. */
function readJson(take: Take): PageReader {
  let stat: { name: string | undefined, value: unknown } = { name: undefined, value: undefined }
  const receiver: SliceReceiver = {
    begin: () => { stat = { name: undefined, value: undefined } },
    member: (key, value) => {
      if (key === 'name') stat.name = text(value)
      else if (key === 'value') stat.value = value
      else if (key === 'histograms') takeHistograms(value, take)
    },
    wants: () => false, element: () => undefined, lost: () => undefined, stray: () => undefined,
    end: () => {
      const { name, value } = stat
      if (name !== undefined && (typeof value === 'number' || typeof value === 'string')) take(name, () => value)
    },
  }
  const slices = new JsonSlices(receiver, 'stats')
  return { write: chunk => slices.write(chunk), end: () => { slices.end() } }
}

/** Envoy, "Administration interface", /stats?format=json: `computed_quantiles`, in the order of `supported_quantiles`. */
function takeHistograms(value: unknown, take: Take): void {
  const { supported_quantiles: supported, computed_quantiles: computed } = fields(value)
  const quantile = (values: readonly unknown[], percent: number): number | undefined => number(fields(values[list(supported).indexOf(percent)]).cumulative)
  for (const { name, values } of records(computed)) {
    const own = text(name)
    if (own !== undefined) take(own, () => ({ p50: quantile(list(values), 50), p99: quantile(list(values), 99) }))
  }
}

function readPrometheus(take: Take): PageReader {
  const reader = new PrometheusReader({ sample: sample => take(printSeries(sample), () => sample.unsigned() ?? sample.value()) })
  return { write: chunk => reader.write(chunk), end: () => reader.end() }
}

function printSeries(sample: PrometheusSample): string {
  const labels = Array.from({ length: sample.labelCount }, (_, label) => `${sample.labelName(label)}=${JSON.stringify(sample.labelValue(label))}`)
  return labels.length === 0 ? sample.name : `${sample.name}{${labels.join(',')}}`
}
