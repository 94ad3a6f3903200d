import { Args, Command, Flags } from '@oclif/core'
import { storeFlags } from '../../sweep/sweep-flags.ts'

export default class SweepShow extends Command {
  static override summary = 'say what was open at the end of a sweep'
  static override examples = ['<%= config.bin %> sweep show', '<%= config.bin %> sweep show 41 -o json']
  static override args = { run: Args.string({ default: 'last', description: 'number of a run, last, or last~1' }) }
  static override flags = {
    ...storeFlags,
    name: Flags.string({ description: 'of this sweep' }),
    output: Flags.option({ char: 'o', options: ['table', 'json'] as const, default: 'table' as const })(),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SweepShow)
    const [{ openStore }, { findRun }, { printRun }, { escapeEncoded }] = await Promise.all([
      import('../../store/open-store.ts'), import('../../sweep/find-run.ts'), import('../../sweep/print/findings.ts'), import('../../report/escape.ts'),
    ])
    const store = await openStore(flags.store, { mustExist: true, check: false })
    try {
      const run = await findRun(store, args.run, flags.name)
      const [findings, unreached] = [await store.findingsAt(run.id), await store.unreachedAt(run.id)]
      process.stdout.write(flags.output === 'json' ? `${escapeEncoded(JSON.stringify({ run, findings, unreached }, null, 2))}\n` : printRun(run, findings, unreached))
    } finally {
      await store.close()
    }
  }
}
