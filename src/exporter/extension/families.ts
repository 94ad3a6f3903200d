import type { Family } from '../page/rows.ts'

const texts = {
  ActiveConnectionCount: ['gauge', 'Active TCP connections from downstream.'],
  NewConnectionCount: ['counter', 'TCP connections from downstream.'],
  ProcessedBytes: ['counter', 'Bytes received from and sent to downstream.'],
  RequestCount: ['counter', 'HTTP requests from downstream.'],
  GrpcRequestCount: ['counter', 'gRPC requests from downstream.'],
  TargetProcessedBytes: ['counter', 'Bytes sent to and received from a target.'],
  HTTPCode_Target_2XX_Count: ['counter', 'Requests that a target answered with 2xx.'],
  HTTPCode_Target_3XX_Count: ['counter', 'Requests that a target answered with 3xx.'],
  HTTPCode_Target_4XX_Count: ['counter', 'Requests that a target answered with 4xx.'],
  HTTPCode_Target_5XX_Count: ['counter', 'Requests that a target answered with 5xx.'],
  RequestCountPerTarget: ['counter', 'Requests sent to a target.'],
  TargetResponseTime: ['histogram', 'Milliseconds from a request to a target until its whole response.'],
} as const satisfies Record<string, readonly [Family['type'], string]>

export type ExtensionMetric = keyof typeof texts

/** The twelve metrics of App Mesh's metrics extension. Source: App Mesh User Guide, "Metrics extension for App Mesh". */
export const extensionFamilies = Object.fromEntries(Object.entries(texts).map(([name, [type, help]]) =>
  [name, { name: `envoy_appmesh_${name}`, type, help: `${help} From App Mesh's metrics extension, or from ordinary statistics where meshmedic_extension_source says derived.` }])) as unknown as Readonly<Record<ExtensionMetric, Family>>

export const extensionMetrics = Object.keys(texts) as readonly ExtensionMetric[]

/** Labels of the extension, in the order they are written. */
export const extensionLabels = ['Mesh', 'VirtualNode', 'VirtualGateway', 'TargetVirtualService', 'TargetVirtualNode'] as const

/** Counts what is left out, by metric and reason. */
export class Omissions {
  readonly #counts = new Map<ExtensionMetric, Map<string, number>>()

  add(metric: ExtensionMetric, reason: string, count = 1): void {
    const reasons = this.#counts.get(metric) ?? new Map<string, number>()
    this.#counts.set(metric, reasons.set(reason, (reasons.get(reason) ?? 0) + count))
  }

  *[Symbol.iterator](): Generator<{ metric: ExtensionMetric, reason: string, count: number }> {
    for (const [metric, reasons] of this.#counts) for (const [reason, count] of reasons) yield { metric, reason, count }
  }
}

/** One series to be shown: labels by name, without those it lacks. */
export interface ExtensionRow { metric: ExtensionMetric, labels: Readonly<Record<string, string>>, suffix: '' | '_bucket' | '_sum' | '_count', value: number }
