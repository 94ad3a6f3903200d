import { Args, Command, Flags } from '@oclif/core'

export default class BundleRedact extends Command {
  static override summary = 'write a redacted copy of a bundle, or of other saved evidence'
  static override examples = [
    '<%= config.bin %> bundle redact incident.tgz --out for-support.tgz',
    '<%= config.bin %> bundle redact incident.tgz --addresses --out for-the-public.tgz',
  ]

  static override args = { evidence: Args.string({ required: true, description: 'what collect saved, or a folder or file of evidence' }) }
  static override flags = {
    out: Flags.string({ char: 'O', required: true, description: 'where to save the copy: FILE.tgz, or a folder', helpValue: 'FILE' }),
    addresses: Flags.boolean({ description: 'replace IP addresses and host names too' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BundleRedact)
    const [{ openSaved }, { sniffKind }, { saveBundle }, { randomUUID }] = await Promise.all([
      import('../../snapshot/saved/open-saved.ts'), import('../../sources/sniff.ts'), import('../../snapshot/bundle/save-bundle.ts'),
      import('node:crypto'),
    ])
    const snapshot = await openSaved([args.evidence], () => process.stdin as AsyncIterable<Uint8Array>, sniffKind)
    try {
      // Addresses are few enough to be guessed from plain digests; a key that is thrown away prevents it.
      const redact = flags.addresses ? { addresses: true, key: randomUUID() } : true
      await saveBundle(snapshot, flags.out, { tool: { name: 'meshmedic', version: this.config.version }, redact })
    } finally {
      await snapshot.close()
    }
  }
}
