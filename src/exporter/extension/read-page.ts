import type { Problem } from '../../evidence/problem.ts'
import type { PrometheusSample } from '../../sources/envoy-admin/stats/prometheus-sample.ts'
import { PrometheusReader } from '../../sources/envoy-admin/stats/visit-prometheus.ts'

/** A series that App Mesh's extension made, as the page has it. */
export interface ExtensionSeries {
  /** After `envoy_appmesh_`: `RequestCount`, or with residue of a label that was lost. */
  name: string
  suffix: '' | '_bucket' | '_sum' | '_count'
  labels: ReadonlyMap<string, string>
  value: number
}

/** A histogram as it is printed: cumulative buckets by their bound. */
export interface Buckets { bounds: string[], counts: number[], sum: number, count: number }

/** What the page of extension statistics says. */
export interface ExtensionPage {
  series: readonly ExtensionSeries[]
  /** `upstream_rq_time` by cluster, milliseconds. */
  responseTimes: ReadonlyMap<string, Buckets>
}

const extensionPrefix = 'envoy_appmesh_'
const responseTime = 'envoy_cluster_upstream_rq_time_'
/** More series of one Envoy are not kept. */
const most = 200_000

/** Reads the answer to `extensionPath`. Odd lines become problems. */
export async function readExtensionPage(chunks: AsyncIterable<Uint8Array>, source: string, problems: Problem[]): Promise<ExtensionPage> {
  const series: ExtensionSeries[] = []
  const responseTimes = new Map<string, Buckets>()
  let malformed = 0
  const reader = new PrometheusReader({
    sample: sample => {
      if (sample.name.startsWith(extensionPrefix)) {
        if (series.length < most) series.push(readSeries(sample))
      } else if (sample.name.startsWith(responseTime)) readBucket(sample, responseTimes)
    },
    problem: (line, message, kind) => {
      if (kind === 'malformed' && malformed++ < 5) problems.push({ source, message: `line ${line}: ${message}` })
    },
  })
  for await (const chunk of chunks) reader.write(chunk)
  reader.end()
  return { series, responseTimes }
}

function readSeries(sample: PrometheusSample): ExtensionSeries {
  const labels = readLabels(sample)
  const full = sample.name.slice(extensionPrefix.length)
  const suffix = /_(?:bucket|sum|count)$/.exec(full)?.[0] as '_bucket' | '_sum' | '_count' | undefined
  const isHistogram = suffix !== undefined && full.endsWith(`TargetResponseTime${suffix}`)
  return { name: isHistogram ? full.slice(0, -suffix.length) : full, suffix: isHistogram ? suffix : '', labels, value: sample.value() }
}

function readLabels(sample: PrometheusSample): Map<string, string> {
  const labels = new Map<string, string>()
  for (let i = 0; i < sample.labelCount; i++) labels.set(sample.labelName(i), sample.labelValue(i))
  return labels
}

function readBucket(sample: PrometheusSample, all: Map<string, Buckets>): void {
  const labels = readLabels(sample)
  const cluster = labels.get('envoy_cluster_name')
  if (cluster === undefined) return
  const buckets = all.get(cluster) ?? { bounds: [], counts: [], sum: 0, count: 0 }
  all.set(cluster, buckets)
  const part = sample.name.slice(responseTime.length)
  const bound = labels.get('le')
  if (part === 'sum') buckets.sum = sample.value()
  else if (part === 'count') buckets.count = sample.value()
  else if (part === 'bucket' && bound !== undefined) {
    buckets.bounds.push(bound)
    buckets.counts.push(sample.value())
  }
}
