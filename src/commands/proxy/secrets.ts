import { Command } from '@oclif/core'
import { proxyDescription, proxyFlags, statusFlag } from '../../proxy-flags.ts'

export default class ProxySecrets extends Command {
  static override summary = 'show the secrets and certificates of Envoys: state, names, days left, who uses them'
  static override description = proxyDescription
  static override examples = [
    '<%= config.bin %> proxy secrets http://127.0.0.1:9901',
    '<%= config.bin %> proxy secrets ./incident --status expired',
  ]

  static override strict = false
  static override usage = 'proxy secrets EVIDENCE... [--proxy NAME] [--name TEXT|GLOB] [--status WORD] [-o table|json|markdown]'
  static override flags = {
    ...proxyFlags,
    status: statusFlag('active, warming, expired, "ends soon"'),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(ProxySecrets)
    const [{ showProxies }, { listSecrets }, { listCertificates }] = await Promise.all([import('../../show-proxies.ts'), import('../../proxy/secrets.ts'), import('../../proxy/certificates.ts')])
    process.exitCode = await showProxies({
      command: 'secrets', standIn: [], intervalSeconds: undefined,
      needs: { kinds: new Set(['config_dump', 'certs'] as const), stats: new Map(), requestFilters: new Set() },
      build: ({ evidence }, selection) => [{ key: 'secrets', table: listSecrets(evidence, selection) }, { key: 'certificates', table: listCertificates(evidence, selection) }],
    }, argv as string[], flags, this.config.version, process)
  }
}
