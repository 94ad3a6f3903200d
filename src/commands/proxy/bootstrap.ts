import { Command } from '@oclif/core'
import { Absent, isKnown } from '../../evidence/absent.ts'
import { proxyDescription, proxyFlags } from '../../proxy-flags.ts'

export default class ProxyBootstrap extends Command {
  static override summary = 'show what Envoys were started with: node, admin, control plane, tracing, statistics, runtime; secrets redacted'
  static override description = proxyDescription
  static override examples = [
    '<%= config.bin %> proxy bootstrap http://127.0.0.1:9901',
    '<%= config.bin %> proxy bootstrap ./incident --name stats',
  ]

  static override strict = false
  static override usage = 'proxy bootstrap EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [-o table|json|markdown]'
  static override flags = proxyFlags

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxyBootstrap)
    const [{ showProxies }, { listSettings }, { readBootstrap }] = await Promise.all([import('../../show-proxies.ts'), import('../../proxy/settings.ts'), import('../../read-bootstrap.ts')])
    process.exitCode = await showProxies({
      command: 'bootstrap', standIn: [], intervalSeconds: undefined,
      needs: { kinds: new Set(['config_dump', 'runtime'] as const), stats: new Map(), requestFilters: new Set() },
      build: async ({ evidence, given }, selection, problems) => {
        const { bootstrap, runtime } = await readBootstrap(given, problems)
        const { proxy, target } = evidence
        if (proxy === undefined) return [{ key: 'settings', table: new Absent('config_dump', target.unreachable ?? 'nothing could be read of it') }]
        return [{ key: 'settings', table: isKnown(bootstrap) ? listSettings({ bootstrap, controlPlane: proxy.controlPlane, runtime }, selection) : bootstrap }]
      },
    }, argv as string[], flags, this.config.version, process)
  }
}
