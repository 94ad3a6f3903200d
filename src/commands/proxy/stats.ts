import { Command, Flags } from '@oclif/core'
import { proxyDescription, proxyFlags } from '../../proxy-flags.ts'

export default class ProxyStats extends Command {
  static override summary = 'show statistics of Envoys by name, with their growth between two samples'
  static override description = `${proxyDescription}\n\nNames are those that /stats prints. A live proxy is read twice, an interval apart. Growth is the newer value minus the older one: negative for gauges that sank and for counters that began anew.`
  static override examples = [
    '<%= config.bin %> proxy stats http://127.0.0.1:9901 --name ssl.',
    '<%= config.bin %> proxy stats ./incident --name "cluster.*upstream_rq_5xx" --changed',
    'curl -s localhost:9901/stats | <%= config.bin %> proxy stats - --name membership',
  ]

  static override strict = false
  static override usage = 'proxy stats EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [--changed] [--interval N | --once] [-o table|json|markdown]'
  static override flags = {
    ...proxyFlags,
    changed: Flags.boolean({ description: 'only statistics whose value differs between the two samples' }),
    interval: Flags.integer({ default: 10, min: 1, max: 3600, description: 'seconds between the two samples of a live proxy' }),
    once: Flags.boolean({ description: 'take one sample only' }),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxyStats)
    const [{ showProxies }, { matchesAny }, { listStatistics }, { listSamples }, { demandProxy }, { isKnown }] = await Promise.all([
      import('../../show-proxies.ts'), import('../../proxy/selection.ts'), import('../../proxy/statistics.ts'), import('../../list-samples.ts'),
      import('../../proxy/demand-proxy.ts'), import('../../evidence/absent.ts'),
    ])
    process.exitCode = await showProxies({
      command: 'stats', standIn: [], ifGiven: ['config_dump'], intervalSeconds: flags.once ? undefined : flags.interval,
      // The order of samples is told by what counts most.
      needs: { kinds: new Set(['stats'] as const), stats: new Map([['cluster', new Set(['upstream_cx_total', 'upstream_rq_total'])]]), requestFilters: new Set() },
      build: async ({ evidence, given }, { names }, problems) => {
        const { series } = evidence
        const clusters = demandProxy(evidence, proxy => proxy.clusters)
        const { first, last } = await listSamples(given, series, name => names.length === 0 || matchesAny(name, names), problems)
        return [{ key: 'statistics', table: listStatistics(series, first, last, { changedOnly: flags.changed, clusters: isKnown(clusters) ? clusters.map(({ name }) => name) : [] }) }]
      },
    }, argv as string[], flags, this.config.version, process)
  }
}
