import { Command } from '@oclif/core'
import { directionFlag, portFlag, proxyDescription, proxyFlags, statusFlag } from '../../proxy-flags.ts'

export default class ProxyRoutes extends Command {
  static override summary = 'show the routes of Envoys: domains, match, targets with weights, timeout, retries'
  static override description = proxyDescription
  static override examples = [
    '<%= config.bin %> proxy routes http://127.0.0.1:9901 --name payments',
    '<%= config.bin %> proxy routes config_dump.json -o markdown',
  ]

  static override strict = false
  static override usage = 'proxy routes EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [--direction ingress|egress] [--port N] [--status WORD] [-o table|json|markdown]'
  static override flags = {
    ...proxyFlags,
    direction: directionFlag,
    port: portFlag,
    status: statusFlag('used, unused'),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxyRoutes)
    const [{ showProxies }, { listRoutes }] = await Promise.all([import('../../show-proxies.ts'), import('../../proxy/routes.ts')])
    process.exitCode = await showProxies({
      command: 'routes', standIn: [], intervalSeconds: undefined,
      needs: { kinds: new Set(['config_dump'] as const), stats: new Map(), requestFilters: new Set() },
      build: ({ evidence }, selection) => [{ key: 'routes', table: listRoutes(evidence, selection) }],
    }, argv as string[], flags, this.config.version, process)
  }
}
