import { Args, Command } from '@oclif/core'

export default class RulesTest extends Command {
  static override summary = 'run the examples of rules: those that must fire, and those that must stay quiet'
  static override description = 'Exits 1 when an example does not come out as it should.'
  static override examples = ['<%= config.bin %> rules test', '<%= config.bin %> rules test ./our-rules']
  static override args = { folder: Args.string({ description: 'folder of rules; left out: the built-in ones' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(RulesTest)
    const [{ readRuleFolder }, { loadRuleSet }, { runExamples }] = await Promise.all([
      import('../../catalogue/read-folder.ts'), import('../../load-rule-set.ts'), import('../../run-examples.ts'),
    ])
    const folders = args.folder === undefined ? [] : [args.folder]
    const only = folders.flatMap(readRuleFolder).map(rule => rule.source.id)
    const ruleSet = await loadRuleSet(this.config.root, { folders, only, except: [] })
    const results = await runExamples(ruleSet, { name: 'meshmedic', version: this.config.version })
    const failed = results.filter(result => result.why !== undefined)
    for (const { rule, example, why } of failed) this.log(`${rule}: ${JSON.stringify(example)} ${why ?? ''}`)
    this.log(`${results.length - failed.length} of ${results.length} examples of ${ruleSet.rules.length} rules came out as they should`)
    process.exitCode = failed.length === 0 ? 0 : 1
  }
}
