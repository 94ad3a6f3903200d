import { Args, Command } from '@oclif/core'

export default class RulesLint extends Command {
  static override summary = 'check rule files: every mistake with its file, line and column'
  static override examples = ['<%= config.bin %> rules lint ./our-rules']
  static override args = { folder: Args.string({ required: true, description: 'folder of rules, FAMILY/NAME.yaml' }) }

  async run(): Promise<void> {
    const { args } = await this.parse(RulesLint)
    const [{ readRuleFolder }, { loadRuleSet }] = await Promise.all([import('../../catalogue/read-folder.ts'), import('../../load-rule-set.ts')])
    await loadRuleSet(this.config.root, { folders: [args.folder], only: [], except: [] })
    const count = readRuleFolder(args.folder).length
    this.log(`${count} ${count === 1 ? 'rule' : 'rules'} read, no mistake`)
  }
}
