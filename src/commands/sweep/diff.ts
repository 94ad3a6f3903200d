import { Args, Command, Flags } from '@oclif/core'
import { storeFlags } from '../../sweep/sweep-flags.ts'

export default class SweepDiff extends Command {
  static override summary = 'say what is new, gone, worse and better between two sweeps'
  static override examples = ['<%= config.bin %> sweep diff', '<%= config.bin %> sweep diff 40 41 -o json']
  static override args = { from: Args.string({ default: 'last~1', description: 'number of a run, last~1' }), to: Args.string({ default: 'last', description: 'number of a run, last' }) }
  static override flags = {
    ...storeFlags,
    name: Flags.string({ description: 'of this sweep' }),
    output: Flags.option({ char: 'o', options: ['table', 'json'] as const, default: 'table' as const })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SweepDiff)
    const [{ openStore }, { findRun }, { compareRuns }, { printDiff }, { escapeEncoded }] = await Promise.all([
      import('../../store/open-store.ts'), import('../../sweep/find-run.ts'), import('../../sweep/compare-runs.ts'), import('../../sweep/print/findings.ts'), import('../../report/escape.ts'),
    ])
    const store = await openStore(flags.store, { mustExist: true, check: false })
    try {
      const [from, to] = [await findRun(store, args.from, flags.name), await findRun(store, args.to, flags.name)]
      const diff = compareRuns(await store.findingsAt(from.id), await store.findingsAt(to.id))
      process.stdout.write(flags.output === 'json' ? `${escapeEncoded(JSON.stringify({ from, to, ...diff }, null, 2))}\n` : printDiff(from, to, diff))
    } finally {
      await store.close()
    }
  }
}
