import { Args, Command, Flags } from '@oclif/core'
import { colorChoices } from '../color.ts'
import { evidenceKinds } from '../evidence/kinds.ts'
import { meshFlags, toMeshRequest } from '../mesh-flags.ts'
import { parseRatio, parseTime } from '../parse-flags.ts'
import { ProgressLine } from '../progress-line.ts'

export default class Diagnose extends Command {
  static override summary = 'say what is wrong with one or more Envoys, why, and what to do'
  static override description = 'Evidence is a URL or Unix socket of an admin interface, a bundle, a folder, a file, or - for standard input. '
    + 'Files are recognised by their content. Live proxies are only read from, twice, an interval apart.\n\n'
    + 'Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage or internal error; 3 coverage below --fail-coverage-below; '
    + '4 no target reachable; 130 interrupted.'
  static override examples = [
    '<%= config.bin %> diagnose http://127.0.0.1:9901',
    '<%= config.bin %> diagnose unix:/tmp/envoy_admin.sock http://10.0.0.7:9901 --interval 30',
    '<%= config.bin %> diagnose ./incident -o table -o json=report.json',
    'curl -s localhost:9901/stats | <%= config.bin %> diagnose -',
    '<%= config.bin %> diagnose http://127.0.0.1:9901 ./mesh',
    '<%= config.bin %> diagnose http://127.0.0.1:9901 --mesh shop --region eu-west-1',
  ]

  static override strict = false
  static override args = { evidence: Args.string({ description: 'URL, unix:SOCKET, bundle, folder, file, or -' }) }
  static override flags = {
    output: Flags.string({ char: 'o', multiple: true, description: 'format, or FORMAT=FILE; repeatable', helpValue: 'table|json|yaml|markdown|sarif|junit|github|summary|openmetrics[=FILE]' }),
    interval: Flags.integer({ default: 10, min: 1, max: 3600, description: 'seconds between the two samples of a live proxy' }),
    once: Flags.boolean({ description: 'take one sample only' }),
    timeout: Flags.integer({ default: 30, min: 1, max: 600, description: 'seconds for one answer of a live proxy' }),
    ...meshFlags,
    rules: Flags.string({ multiple: true, description: 'folder of further rules', helpValue: 'DIR' }),
    rule: Flags.string({ multiple: true, description: 'run only this rule or family (tls/)', helpValue: 'ID' }),
    'exclude-rule': Flags.string({ multiple: true, description: 'leave out this rule or family', helpValue: 'ID' }),
    'min-severity': Flags.option({ options: ['critical', 'error', 'warning', 'info'] as const, default: 'info' as const, description: 'show nothing milder' })(),
    'fail-on': Flags.option({ options: ['critical', 'error', 'warning', 'never'] as const, default: 'error' as const, description: 'exit 1 from this severity on' })(),
    'fail-coverage-below': Flags.string({ description: 'exit 3 when less than this share (0 to 1) could be checked', helpValue: 'RATIO' }),
    at: Flags.string({ description: 'the moment of the evidence, ISO 8601', helpValue: 'TIME' }),
    'print-commands': Flags.boolean({ description: 'print the read-only commands that fetch what the rules read, and stop' }),
    all: Flags.boolean({ description: 'show everything instead of what fits a screen' }),
    verbose: Flags.boolean({ char: 'v', description: 'also Envoy\'s raw names and the source of each number' }),
    color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Diagnose)
    const [{ openEvidence }, { loadRuleSet }, { parseOutputs, writeOutputs }] = await Promise.all([
      import('../open-evidence.ts'), import('../load-rule-set.ts'), import('../write-outputs.ts'),
    ])
    const outputs = parseOutputs(flags.output ?? ['table'])
    const at = parseTime(flags.at)
    const failCoverageBelow = parseRatio(flags['fail-coverage-below'])
    const ruleSet = await loadRuleSet(this.config.root, { folders: flags.rules ?? [], only: flags.rule ?? [], except: flags['exclude-rule'] ?? [] })
    if (flags['print-commands']) {
      for (const kind of ruleSet.needs.kinds) this.log(evidenceKinds[kind].how.replace('{admin}', 'http://127.0.0.1:9901'))
      return
    }
    const interruption = new AbortController()
    process.once('SIGINT', () => interruption.abort())
    const progress = new ProgressLine(process.stderr)
    const snapshot = await openEvidence(argv as string[], ruleSet.needs, {
      intervalSeconds: flags.interval, once: flags.once, requestSeconds: flags.timeout, signal: interruption.signal,
      onProgress: step => progress.show(step),
      mesh: toMeshRequest(flags),
    }).finally(() => progress.clear())
    try {
      const [{ diagnose }, { exitCode }, { selectSeverity }] = await Promise.all([
        import('../diagnose.ts'), import('../report/exit-code.ts'), import('../report/select-severity.ts'),
      ])
      const clear = outputs.some(output => output.format === 'junit') ? new (await import('../report/clear-list.ts')).ClearList() : undefined
      const diagnosed = await diagnose(snapshot, ruleSet, { tool: { name: 'meshmedic', version: this.config.version }, at, ...(clear === undefined ? {} : { onClear: clear.add }) })
      const report = clear?.complete(diagnosed) ?? diagnosed
      const code = exitCode(report, { failOn: flags['fail-on'], interrupted: interruption.signal.aborted, ...(failCoverageBelow === undefined ? {} : { failCoverageBelow }) })
      await writeOutputs(selectSeverity(report, flags['min-severity']), outputs, { all: flags.all, verbose: flags.verbose, color: flags.color })
      process.exitCode = code
    } finally {
      await snapshot.close()
    }
  }
}
