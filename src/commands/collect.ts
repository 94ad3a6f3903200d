import { randomUUID } from 'node:crypto'
import { Args, Command, Flags } from '@oclif/core'
import { meshFlags, toMeshRequest } from '../mesh-flags.ts'
import { ProgressLine } from '../progress-line.ts'

export default class Collect extends Command {
  static override summary = 'save the evidence of running Envoys into a redacted bundle'
  static override description = 'The bundle is what every other command takes as evidence, anywhere, without the proxies. Only GET requests are sent.'
  static override examples = [
    '<%= config.bin %> collect http://127.0.0.1:9901 -O incident.tgz',
    '<%= config.bin %> collect http://10.0.0.7:9901 http://10.0.0.8:9901 --interval 30 -O incident.tgz',
    '<%= config.bin %> collect --mesh shop --endpoint-url http://127.0.0.1:4566 -O mesh.tgz',
  ]

  static override strict = false
  static override args = { target: Args.string({ description: 'URL or unix:SOCKET of an admin interface, or saved evidence' }) }
  static override flags = {
    out: Flags.string({ char: 'O', required: true, description: 'where to save: FILE.tgz, or a folder', helpValue: 'FILE' }),
    interval: Flags.integer({ default: 10, min: 1, max: 3600, description: 'seconds between the two samples' }),
    once: Flags.boolean({ description: 'take one sample only' }),
    timeout: Flags.integer({ default: 30, min: 1, max: 600, description: 'seconds for one answer' }),
    ...meshFlags,
    redact: Flags.boolean({ default: true, allowNo: true, description: 'replace secrets by tokens' }),
    addresses: Flags.boolean({ description: 'replace IP addresses and host names too' }),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Collect)
    const [{ openEvidence }, { loadRuleSet }, { checkPlace }, { saveOrRescue }] = await Promise.all([
      import('../open-evidence.ts'), import('../load-rule-set.ts'), import('../snapshot/bundle/save-bundle.ts'), import('../snapshot/bundle/rescue.ts'),
    ])
    // Before anything is asked of a proxy: what was collected should not be lost for want of a place.
    await checkPlace(flags.out)
    const { needs } = await loadRuleSet(this.config.root, { folders: [], only: [], except: [] })
    const interruption = new AbortController()
    process.once('SIGINT', () => interruption.abort())
    const progress = new ProgressLine(process.stderr)
    const snapshot = await openEvidence(argv as string[], needs, {
      intervalSeconds: flags.interval, once: flags.once, requestSeconds: flags.timeout, signal: interruption.signal,
      onProgress: step => progress.show(step),
      mesh: toMeshRequest(flags),
    }).finally(() => progress.clear())
    try {
      if (!flags.redact) process.stderr.write('warning: the bundle is not redacted; whoever has it has every secret that the proxies show\n')
      // Addresses are few enough to be guessed from plain digests; a key that is thrown away prevents it.
      const redact = flags.redact && flags.addresses ? { addresses: true, key: randomUUID() } : flags.redact
      await saveOrRescue(snapshot, flags.out, { tool: { name: 'meshmedic', version: this.config.version }, redact })
      const answers = snapshot.proxies.flatMap(proxy => proxy.answers)
      const failed = answers.filter(answer => answer.failure !== undefined).length
      process.stderr.write(`saved ${answers.length} answers of ${snapshot.proxies.length} targets to ${flags.out}${failed === 0 ? '' : `, ${failed} of them failed or incomplete`}\n`)
      const reached = snapshot.proxies.some(proxy => proxy.unreachable === undefined)
      process.exitCode = interruption.signal.aborted ? 130 : reached ? 0 : 4
    } finally {
      await snapshot.close()
    }
  }
}
