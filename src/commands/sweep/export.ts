import { Command, Flags } from '@oclif/core'
import { storeFlags } from '../../sweep/sweep-flags.ts'

export default class SweepExport extends Command {
  static override summary = 'print every finding that the store remembers'
  static override examples = ['<%= config.bin %> sweep export > findings.ndjson', '<%= config.bin %> sweep export -o csv --name prod']
  static override flags = {
    ...storeFlags,
    name: Flags.string({ description: 'only of this sweep' }),
    output: Flags.option({ char: 'o', options: ['ndjson', 'csv'] as const, default: 'ndjson' as const })(),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SweepExport)
    const [{ openStore }, { exportCsv, exportNdjson }] = await Promise.all([import('../../store/open-store.ts'), import('../../sweep/print/export.ts')])
    const store = await openStore(flags.store, { mustExist: true, check: false })
    try {
      const findings = await store.listFindings(flags.name)
      process.stdout.write(flags.output === 'csv' ? exportCsv(findings) : exportNdjson(findings))
    } finally {
      await store.close()
    }
  }
}
