import { Command, Flags } from '@oclif/core'
import type { EvidenceKind } from '../../evidence/kinds.ts'
import { directionFlag, portFlag, proxyDescription, proxyFlags, statusFlag } from '../../proxy-flags.ts'

export default class ProxyEndpoints extends Command {
  static override summary = 'show every host of Envoys with its state and the reason: health check, ejected, draining, panic'
  static override description = proxyDescription
  static override examples = [
    '<%= config.bin %> proxy endpoints http://127.0.0.1:9901 --interval 10',
    '<%= config.bin %> proxy endpoints clusters.txt --status unhealthy',
  ]

  static override strict = false
  static override usage = 'proxy endpoints EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [--direction ingress|egress] [--port N] [--status WORD] [-o table|json|markdown]'
  static override flags = {
    ...proxyFlags,
    direction: directionFlag,
    port: portFlag,
    status: statusFlag('healthy, unhealthy, ejected, draining, panic'),
    interval: Flags.integer({ min: 1, max: 3600, description: 'take two samples of a live proxy, so many seconds apart, to tell whether it is in panic' }),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxyEndpoints)
    const [{ showProxies }, { listEndpoints, panicMetrics }] = await Promise.all([import('../../show-proxies.ts'), import('../../proxy/endpoints.ts')])
    process.exitCode = await showProxies({
      command: 'endpoints', standIn: ['stats'], intervalSeconds: flags.interval,
      ifGiven: ['stats'],
      needs: {
        kinds: new Set<EvidenceKind>(['clusters', 'config_dump', ...flags.interval === undefined ? [] : ['stats' as const]]),
        stats: new Map([['cluster', new Set([...panicMetrics, 'membership_total', 'upstream_cx_total'])]]), requestFilters: new Set(),
      },
      build: ({ evidence }, selection) => [{ key: 'endpoints', table: listEndpoints(evidence, selection) }],
    }, argv as string[], flags, this.config.version, process)
  }
}
