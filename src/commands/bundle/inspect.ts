import { Args, Command, Flags } from '@oclif/core'
import { escapeText } from '../../report/escape.ts'

export default class BundleInspect extends Command {
  static override summary = 'show what a bundle holds, and what was redacted'
  static override examples = ['<%= config.bin %> bundle inspect incident.tgz', '<%= config.bin %> bundle inspect incident.tgz --output json']
  static override args = { bundle: Args.string({ required: true, description: 'a .tgz or folder that collect saved' }) }
  static override flags = { output: Flags.option({ char: 'o', options: ['text', 'json'] as const, default: 'text' as const })() }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BundleInspect)
    const { openBundle } = await import('../../snapshot/bundle/open-bundle.ts')
    const { manifest, problems } = await openBundle(args.bundle)
    if (flags.output === 'json') {
      this.log(JSON.stringify({ ...manifest, problems }, null, 2))
      return
    }
    const show = (text: string): void => this.log(escapeText(text))
    show(`bundle version ${manifest.schemaVersion}, written by ${manifest.tool.name} ${manifest.tool.version}`)
    for (const proxy of manifest.proxies) {
      this.log('')
      show(`${proxy.name}${proxy.unreachable === undefined ? '' : `: ${proxy.unreachable.message}`}`)
      for (const answer of proxy.answers) {
        show(`  ${answer.kind.padEnd(12)} ${String(answer.bytes).padStart(9)} bytes  ${answer.readAt ?? ''}  ${answer.query ?? answer.source}${answer.failure === undefined ? '' : `  ${answer.failure.message}`}`)
      }
    }
    const { applied, replaced } = manifest.redaction
    const counts = listCounts(replaced)
    this.log('')
    for (const [file, kinds] of Object.entries(manifest.redaction.files)) show(`redacted in ${file}: ${listCounts(kinds)}`)
    show(applied ? `redacted: ${counts === '' ? 'nothing had to be' : counts}` : 'not redacted')
    for (const { file, what, bytes } of manifest.reductions) show(`left out: ${what} of ${file}, ${bytes} bytes`)
    for (const problem of problems) show(`problem: ${problem.source}: ${problem.message}`)
  }
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(', ')
}
