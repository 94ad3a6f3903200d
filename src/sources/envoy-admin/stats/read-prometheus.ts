import type { StatsCollector } from './collect-stats.ts'
import type { StatValue } from '../../../evidence/stats.ts'
import { bucketQuantile } from './bucket-quantiles.ts'
import { leastOfAPage } from './judge-completeness.ts'
import type { KnownNames } from './known-names.ts'
import { needsQuantiles, type MetricEntry } from './metric-index.ts'
import type { ProblemList } from './problem-list.ts'
import { PrometheusNames, scopeLabels, type Reading, type Target } from './prometheus-names.ts'
import type { PrometheusSample } from './prometheus-sample.ts'
import type { FormReader } from './read-stats.ts'
import type { NameRecord } from './scope-names.ts'
import { showLine } from './show-line.ts'
import { PrometheusReader } from './visit-prometheus.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const boundLabel = bytesOf('le'), textLabel = bytesOf('text_value')
/** App Mesh's tag of one port's share of a manager, in the family of the manager itself. */
const portLabel = bytesOf('appmesh_listener_port')
const zero = 48

/** How many families' readings are remembered. */
const maxFamilies = 20_000

interface Buckets { record: NameRecord, entry: MetricEntry, bounds: number[], counts: number[] }

/** Reads the Prometheus form of `/stats` (`format=prometheus`), also as other exporters pass it on. */
export class PrometheusStats implements FormReader {
  readonly #reader: PrometheusReader
  readonly #collector: StatsCollector
  readonly #names: PrometheusNames
  readonly #problems: ProblemList
  readonly #readings = new Map<string, readonly Reading[]>()
  #current: readonly Reading[] = []
  #isBucket = false
  #buckets: Buckets | undefined

  constructor(entries: readonly MetricEntry[], known: KnownNames, collector: StatsCollector, problems: ProblemList) {
    this.#collector = collector
    this.#names = new PrometheusNames(entries, known)
    this.#problems = problems
    this.#reader = new PrometheusReader({
      sample: sample => this.#take(sample),
      // Families in pieces and second TYPE lines are Envoy's own habit.
      problem: (line, message, kind) => {
        if (kind === 'malformed') problems.add(line, message)
      },
    })
  }

  write(chunk: Uint8Array): void {
    this.#reader.write(chunk)
  }

  end(): boolean {
    const { held, line, ended } = this.#reader
    const cut = held.length > 0 && !ended && this.#collector.scalars >= leastOfAPage
    if (cut) this.#problems.addLine(line, 'the page ends in the middle of a line, which is left out', held, 0, held.length)
    this.#reader.end(!cut)
    this.#flush()
    return cut
  }

  #take(sample: PrometheusSample): void {
    if (sample.nameChanged) this.#enter(sample)
    if (!this.#isBucket) this.#collector.scalars++
    for (const reading of this.#current) if (this.#read(reading, sample)) return
  }

  #enter(sample: PrometheusSample): void {
    const { name } = sample
    if (name.startsWith('envoy_server_')) this.#collector.sawServer = true
    else if (name.startsWith('envoy_cluster_manager_')) this.#collector.sawManager = true
    this.#isBucket = name.endsWith('_bucket')
    let readings = this.#readings.get(name)
    if (readings === undefined) {
      if (this.#readings.size >= maxFamilies) this.#readings.clear()
      const isBucket = this.#isBucket
      readings = this.#names.read(isBucket ? name.slice(0, -'_bucket'.length) : name)
        .map(reading => ({ ...reading, targets: reading.targets.filter(({ entry }) => isBucket ? needsQuantiles(entry) : true) }))
        .filter(({ targets }) => targets.length > 0)
      this.#readings.set(name, readings)
    }
    this.#current = readings
  }

  /** Whether this reading fits the sample. */
  #read(reading: Reading, sample: PrometheusSample): boolean {
    const { scope } = reading
    if (scope === 'server' || scope === 'cds' || scope === 'lds') {
      const value = this.#valueOf(sample)
      for (const { entry } of targetsFor(reading, sample)) {
        if (value === undefined) continue
        if (scope === 'server') this.#collector.putServer(entry, value, sample.line)
        else this.#collector.putSingle(scope, entry, value, sample.line)
      }
      // A subscription's family may be needed by its whole name as well.
      return scope !== 'server'
    }
    if (scope === 'http' && sample.findLabel(portLabel) !== -1) return true
    const record = this.#recordOf(reading, sample)
    if (record === undefined) return false
    for (const target of reading.targets) if (fits(target, sample)) this.#put(record, target.entry, scope, sample)
    return true
  }

  #put(record: NameRecord, entry: MetricEntry, scope: Reading['scope'], sample: PrometheusSample): void {
    if (this.#isBucket) {
      this.#addBucket(record, entry, sample)
      return
    }
    const value = this.#valueOf(sample)
    if (value === undefined) return
    if (entry.scope === 'subscription' && scope === 'cluster') this.#collector.putEds(record, entry, value, sample.line)
    else this.#collector.putNamed(record, entry, value, sample.line)
  }

  #recordOf(reading: Reading, sample: PrometheusSample): NameRecord | undefined {
    const { scope, known, tail } = reading
    if (scope === 'server' || scope === 'cds' || scope === 'lds') return undefined
    if (scope === 'sds') return this.#collector.findText('sds', tail ?? '')
    const label = sample.findLabel(scopeLabels[scope])
    if (known !== undefined) {
      const name = known.get(label === -1 ? '' : sample.labelValue(label))
      return name === undefined ? undefined : this.#collector.findText(scope, name)
    }
    if (label === -1) return undefined
    if (tail !== undefined) return this.#collector.findText(scope, `${sample.labelValue(label)}.${tail}`)
    if (sample.escaped[label] === true) return this.#collector.findText(scope, sample.labelValue(label))
    return this.#collector.find(scope, sample.buffer, sample.offsets[label * 4 + 2] as number, sample.offsets[label * 4 + 3] as number)
  }

  #valueOf(sample: PrometheusSample): StatValue | undefined {
    // Text readouts are gauges of zero.
    if (sample.buffer[sample.valueStart] === zero) {
      const text = sample.findLabel(textLabel)
      if (text !== -1) return sample.labelValue(text)
    }
    const value = sample.unsigned()
    if (value === undefined) {
      this.#problems.add(sample.line, `not an unsigned 64 bit number: ${showLine(sample.buffer, sample.valueStart, sample.valueEnd)} of ${sample.name}`)
    }
    return value
  }

  /** Buckets of one histogram stand together. */
  #addBucket(record: NameRecord, entry: MetricEntry, sample: PrometheusSample): void {
    const label = sample.findLabel(boundLabel)
    if (label === -1) return
    if (this.#buckets?.record !== record || this.#buckets.entry !== entry) {
      this.#flush()
      this.#buckets = { record, entry, bounds: [], counts: [] }
    }
    if (this.#buckets.bounds.length >= 1000) return
    this.#buckets.bounds.push(Number(sample.labelValue(label).replace(/^\+Inf$/, 'Infinity')))
    this.#buckets.counts.push(sample.value())
  }

  #flush(): void {
    if (this.#buckets === undefined) return
    const { record, entry, bounds, counts } = this.#buckets
    this.#collector.putQuantiles(record, entry, bucketQuantile(bounds, counts, 0.5), bucketQuantile(bounds, counts, 0.99))
    this.#buckets = undefined
  }
}

function targetsFor(reading: Reading, sample: PrometheusSample): readonly Target[] {
  return reading.targets.filter(target => fits(target, sample))
}

function fits({ label, value }: Target, sample: PrometheusSample): boolean {
  if (label === undefined || value === undefined) return true
  const found = sample.findLabel(label)
  if (found === -1) return false
  const start = sample.offsets[found * 4 + 2] as number
  if ((sample.offsets[found * 4 + 3] as number) - start !== value.length) return false
  for (let i = 0; i < value.length; i++) if (sample.buffer[start + i] !== value[i]) return false
  return true
}
