import { hostname } from 'node:os'
import { Args, Command } from '@oclif/core'
import type { Report } from '../../engine/report.ts'
import { parseRatio } from '../../parse-flags.ts'
import { sweepFlags } from '../../sweep/sweep-flags.ts'

export default class Sweep extends Command {
  static override summary = 'check a fleet of Envoys, remember what was found, and tell what changed'
  static override description = 'Targets are addresses, listings that kubectl or aws ecs printed, file_sd files of Prometheus, folders of bundles, and what the file of -f names. '
    + 'Findings are remembered in a file by their fingerprint; receivers of the configuration hear of what opened, got worse or is resolved.\n\n'
    + 'Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 usage or internal error; 3 coverage below --fail-coverage-below; '
    + '4 no target reachable; 130 interrupted, and --resume goes on. With --every or --cron it runs until it is stopped, and SIGHUP reads -f again.'
  static override examples = [
    '<%= config.bin %> sweep http://10.0.0.7:9901 http://10.0.0.8:9901',
    'kubectl get pods -A -o json > pods.json; <%= config.bin %> sweep pods.json --plan',
    '<%= config.bin %> sweep -f sweep.yaml -o table -o json=report.json --fail-on-new',
    '<%= config.bin %> sweep ./bundles --store incidents.db',
    '<%= config.bin %> sweep -f sweep.yaml --every 5m --jitter 30s --keep 90d --listen 127.0.0.1:9810',
  ]

  static override strict = false
  static override args = { target: Args.string({ description: 'address, listing, file_sd file, bundle, or folder of bundles' }) }
  static override flags = sweepFlags

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Sweep)
    const [{ prepareSweep }, { parseOutputs, writeOutputs }, { SweepProgressLine }, { selectSeverity }] = await Promise.all([
      import('../../sweep/prepare-sweep.ts'), import('../../write-outputs.ts'), import('../../sweep/progress.ts'), import('../../report/select-severity.ts'),
    ])
    const outputs = parseOutputs(flags.output ?? ['table'])
    const isService = flags.every !== undefined || flags.cron !== undefined
    const interruption = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())
    const progress = new SweepProgressLine(process.stderr)
    const say = (text: string): void => {
      progress.clear()
      process.stderr.write(`${text}\n`)
    }
    const write = async (report: Report): Promise<void> => {
      progress.clear()
      await writeOutputs(selectSeverity(report, flags['min-severity']), outputs, { all: flags.all, verbose: flags.verbose, color: flags.color })
    }
    const prepare = (isFirst: boolean) => prepareSweep(argv as string[], {
      root: this.config.root, version: this.config.version, flags: { ...flags, 'new-store': flags['new-store'] && isFirst, failCoverageBelow: parseRatio(flags['fail-coverage-below']) },
      environment: process.env, isService, listClear: outputs.some(output => output.format === 'junit'), process: process.pid, host: hostname(), signal: interruption.signal,
      onProgress: step => progress.show(step), say,
    })
    const prepared = await prepare(true)
    if (flags.plan) return void process.stdout.write((await prepared.plan()).map(line => `${line}\n`).join(''))
    if (isService) {
      const { startService } = await import('../../sweep/schedule/start-service.ts')
      const service = await startService(prepared, flags, { signal: interruption.signal, onReport: write, say })
      process.on('SIGHUP', () => void service.reload(() => prepare(false)))
      return service.run().finally(() => progress.clear())
    }
    try {
      const outcome = await prepared.run()
      process.exitCode = outcome.finished ? outcome.run.exit : 130
      if (outcome.finished) await write(outcome.report)
    } finally {
      progress.clear()
      await prepared.close()
    }
  }
}
