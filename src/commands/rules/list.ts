import { Command, Flags } from '@oclif/core'
import { severities } from '../../engine/report.ts'
import { loadCatalogue } from '../../catalogue/load-catalogue.ts'

export default class RulesList extends Command {
  static override summary = 'list the rules that meshmedic knows'
  static override examples = ['<%= config.bin %> rules list', '<%= config.bin %> rules list -o json']
  static override flags = { output: Flags.option({ char: 'o', options: ['table', 'json'] as const, default: 'table' as const })() }

  async run(): Promise<void> {
    const { flags } = await this.parse(RulesList)
    const { rules } = loadCatalogue(this.config.root)
    if (flags.output === 'json') {
      this.log(JSON.stringify(rules.map(({ id, title, severity, each, provider, source }) => ({ id, title, severity, each, provider, source })), null, 2))
      return
    }
    const width = Math.max(...rules.map(rule => rule.id.length))
    for (const { id, title, severity } of rules) {
      const worst = severities.find(name => typeof severity === 'string' ? severity === name : severity.some(item => item.is === name)) ?? ''
      this.log(`${id.padEnd(width)}  ${worst.padEnd(8)}  ${title}`)
    }
    this.log(`\n${rules.length} rules. \`meshmedic rules show ID\` tells what one reads, says and advises.`)
  }
}
