import { Command } from '@oclif/core'
import { directionFlag, portFlag, proxyDescription, proxyFlags, statusFlag } from '../../proxy-flags.ts'

export default class ProxyClusters extends Command {
  static override summary = 'show the upstream clusters of Envoys, App Mesh names decoded'
  static override description = proxyDescription
  static override examples = [
    '<%= config.bin %> proxy clusters http://127.0.0.1:9901',
    '<%= config.bin %> proxy clusters ./incident --direction egress --status unhealthy',
  ]

  static override strict = false
  static override usage = 'proxy clusters EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [--direction ingress|egress] [--port N] [--status WORD] [-o table|json|markdown]'
  static override flags = {
    ...proxyFlags,
    direction: directionFlag,
    port: portFlag,
    status: statusFlag('active, warming, static, unhealthy'),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxyClusters)
    const [{ showProxies }, { listClusters }] = await Promise.all([import('../../show-proxies.ts'), import('../../proxy/clusters.ts')])
    process.exitCode = await showProxies({
      command: 'clusters', standIn: ['stats'], intervalSeconds: undefined,
      needs: { kinds: new Set(['config_dump', 'clusters'] as const), stats: new Map([['cluster', new Set(['membership_total', 'membership_healthy', 'upstream_cx_total'])]]), requestFilters: new Set() },
      build: ({ evidence }, selection) => [{ key: 'clusters', table: listClusters(evidence, selection) }],
    }, argv as string[], flags, this.config.version, process)
  }
}
