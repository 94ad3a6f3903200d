import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { Rows, type Family } from '../page/rows.ts'

/** Gauges that prom-client names like counters, which `promtool check metrics` refuses; the same without `_total` has more. */
const misnamed = /^nodejs_active_\w+_total$/

/** The exporter's metrics of itself: prom-client keeps them, our encoder writes them. */
export class OwnMetrics {
  readonly #registry = new Registry()
  readonly #requests: Counter<'handler' | 'code'>
  readonly #scrapes: Counter<'outcome'>
  readonly #targets: Gauge
  readonly #problems: Gauge
  readonly #reload: Gauge
  readonly #reloadTime: Gauge

  constructor(version: string) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    new Gauge({ name: 'meshmedic_build_info', help: 'The version of meshmedic; always 1.', labelNames: ['version'], registers }).set({ version }, 1)
    this.#requests = new Counter({ name: 'meshmedic_exporter_http_requests_total', help: 'Requests to the exporter, by path and status.', labelNames: ['handler', 'code'], registers })
    this.#scrapes = new Counter({ name: 'meshmedic_exporter_scrapes_total', help: 'Scrapes of targets, by whether the target was up.', labelNames: ['outcome'], registers })
    this.#targets = new Gauge({ name: 'meshmedic_exporter_targets', help: 'Configured targets as of the last scrape.', registers })
    this.#problems = new Gauge({ name: 'meshmedic_exporter_discovery_problems', help: 'Files and names of targets that could not be read at the last scrape.', registers })
    this.#reload = new Gauge({ name: 'meshmedic_exporter_config_last_reload_successful', help: 'Whether the configuration could be read the last time.', registers })
    this.#reloadTime = new Gauge({ name: 'meshmedic_exporter_config_last_reload_success_timestamp_seconds', help: 'When the configuration was read successfully; Unix time.', registers })
    for (const outcome of ['up', 'down']) this.#scrapes.inc({ outcome }, 0)
  }

  countRequest(handler: string, code: number): void {
    this.#requests.inc({ handler, code: String(code) })
  }

  countScrape(isUp: boolean): void {
    this.#scrapes.inc({ outcome: isUp ? 'up' : 'down' })
  }

  noteDiscovery(targets: number, problems: number): void {
    this.#targets.set(targets)
    this.#problems.set(problems)
  }

  noteReload(successful: boolean): void {
    this.#reload.set(successful ? 1 : 0)
    if (successful) this.#reloadTime.setToCurrentTime()
  }

  /** All of them as rows for our encoder. */
  async rows(): Promise<Rows[]> {
    const metrics = await this.#registry.getMetricsAsJSON()
    return metrics.filter(metric => !misnamed.test(metric.name)).map(metric => {
      // prom-client's JSON has the type as text, whatever its declaration says.
      const { name, help, type } = metric as unknown as Family
      const rows = new Rows({ name, help, type: type === 'counter' || type === 'histogram' ? type : 'gauge' })
      for (const { labels, value, metricName } of metric.values as { labels: Record<string, string | number>, value: number, metricName?: string }[]) {
        const suffix = metricName === undefined || metricName === name ? '' : metricName.slice(name.length)
        rows.add(Object.entries(labels).flatMap(([key, text]) => [key, String(text)]), value, suffix as '' | '_bucket' | '_sum' | '_count')
      }
      return rows
    })
  }
}
