import { Command, Flags } from '@oclif/core'
import { storeFlags } from '../../sweep/sweep-flags.ts'

export default class SweepHistory extends Command {
  static override summary = 'list past sweeps, the newest first'
  static override examples = ['<%= config.bin %> sweep history', '<%= config.bin %> sweep history --name prod --limit 288 -o json']
  static override flags = {
    ...storeFlags,
    name: Flags.string({ description: 'only runs of this sweep' }),
    limit: Flags.integer({ default: 20, min: 1, max: 1_000_000, description: 'how many' }),
    output: Flags.option({ char: 'o', options: ['table', 'json'] as const, default: 'table' as const })(),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(SweepHistory)
    const [{ openStore }, { printHistory }] = await Promise.all([import('../../store/open-store.ts'), import('../../sweep/print/history.ts')])
    const store = await openStore(flags.store, { mustExist: true, check: false })
    try {
      const runs = await store.listRuns(flags.name, flags.limit)
      process.stdout.write(flags.output === 'json' ? `${JSON.stringify(runs, null, 2)}\n` : printHistory(runs))
    } finally {
      await store.close()
    }
  }
}
