import { Args, Command, Flags } from '@oclif/core'

export default class BundleRedact extends Command {
  static override summary = 'write a redacted copy of a bundle'
  static override args = { bundle: Args.string({ required: true, description: 'a .tgz or folder that collect saved' }) }
  static override flags = { out: Flags.string({ char: 'O', required: true, description: 'where to save the copy', helpValue: 'FILE' }) }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BundleRedact)
    const [{ openBundle }, { saveBundle }] = await Promise.all([
      import('../../snapshot/bundle/open-bundle.ts'), import('../../snapshot/bundle/save-bundle.ts'),
    ])
    await saveBundle(await openBundle(args.bundle), flags.out, { tool: { name: 'meshmedic', version: this.config.version }, redact: true })
  }
}
