import { Command } from '@oclif/core'
import { directionFlag, portFlag, proxyDescription, proxyFlags, statusFlag } from '../../proxy-flags.ts'

export default class ProxyListeners extends Command {
  static override summary = 'show the listeners of Envoys and where each of their filter chains sends connections'
  static override description = proxyDescription
  static override examples = [
    '<%= config.bin %> proxy listeners unix:/tmp/envoy_admin.sock',
    '<%= config.bin %> proxy listeners ./incident --proxy checkout --direction ingress',
  ]

  static override strict = false
  static override usage = 'proxy listeners EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [--direction ingress|egress] [--port N] [--status WORD] [-o table|json|markdown]'
  static override flags = {
    ...proxyFlags,
    direction: directionFlag,
    port: portFlag,
    status: statusFlag('active, warming, draining, rejected'),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxyListeners)
    const [{ showProxies }, { listListeners }] = await Promise.all([import('../../show-proxies.ts'), import('../../proxy/listeners.ts')])
    process.exitCode = await showProxies({
      command: 'listeners', standIn: ['stats'], intervalSeconds: undefined,
      needs: { kinds: new Set(['config_dump', 'listeners'] as const), stats: new Map([['listener', new Set(['downstream_cx_total'])]]), requestFilters: new Set() },
      build: ({ evidence }, selection) => [{ key: 'listeners', table: listListeners(evidence, selection) }],
    }, argv as string[], flags, this.config.version, process)
  }
}
