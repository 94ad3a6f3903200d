import { Args, Command, Flags } from '@oclif/core'
import { loadCatalogue } from '../../catalogue/load-catalogue.ts'
import { describeRule } from '../../catalogue/describe-rule.ts'
import { unknownRule } from '../../catalogue/unknown-rule.ts'

export default class RulesShow extends Command {
  static override summary = 'show what one rule reads, says and advises'
  static override examples = ['<%= config.bin %> rules show tls/upstream-san-mismatch']
  static override args = { id: Args.string({ required: true, description: 'the rule, FAMILY/NAME' }) }
  static override flags = { output: Flags.option({ char: 'o', options: ['text', 'json'] as const, default: 'text' as const })() }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RulesShow)
    const { rules } = loadCatalogue(this.config.root)
    const rule = rules.find(({ id }) => id === args.id)
    if (rule === undefined) throw unknownRule(args.id, rules.map(({ id }) => id))
    this.log(flags.output === 'json' ? JSON.stringify(rule, null, 2) : describeRule(rule))
  }
}
