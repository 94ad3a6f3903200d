import { Command, Flags } from '@oclif/core'
import { colorChoices } from '../color.ts'
import { UsageError } from '../errors.ts'
import type { LogReport } from '../logs/log-report.ts'

const formats = ['table', 'json', 'ndjson', 'csv', 'markdown'] as const

export default class Logs extends Command {
  static override summary = 'say what access logs tell: what failed, where, why, and how long requests took'
  static override description = 'Reads Envoy\'s access logs of any format, and process lines between them: files, folders, patterns in quotes, or - for standard input; '
    + 'gzip, Docker, Kubernetes and CloudWatch wrappings are taken off. A config_dump or App Mesh resources given beside a log tell its format.\n\n'
    + 'Exit codes: 0 read; 2 usage, or an input that could not be read; 130 interrupted (what was read is shown).'
  static override examples = [
    '<%= config.bin %> logs access.log',
    'kubectl logs POD -c envoy | <%= config.bin %> logs -',
    '<%= config.bin %> logs \'/var/log/envoy/access.log*\' --since 15m --where \'code >= 500 && authority.startsWith("orders")\'',
    '<%= config.bin %> logs access.log --by authority,flags --top 20 -o csv',
    '<%= config.bin %> logs access.log --follow',
    '<%= config.bin %> logs --join checkout/access.log payments/access.log',
  ]

  static override strict = false
  static override usage = 'logs FILE... [--where CONDITION] [--by FIELD,...] [--since TIME] [--until TIME]'
  static override flags = {
    output: Flags.option({ char: 'o', options: formats, default: 'table' as const })(),
    format: Flags.string({ description: 'the access log\'s format string, or its JSON format', helpValue: 'STRING' }),
    where: Flags.string({ description: 'count only lines for which this holds, in CEL', helpValue: 'CONDITION' }),
    by: Flags.string({ description: 'group all requests by these fields; given again, a further table', helpValue: 'FIELD,...', multiple: true, multipleNonGreedy: true }),
    since: Flags.string({ description: 'from this moment on (ISO 8601), or so long before the newest line (15m), which moves on with --follow', helpValue: 'TIME' }),
    until: Flags.string({ description: 'up to this moment', helpValue: 'TIME' }),
    interval: Flags.string({ description: 'also count by slices of time', helpValue: '1m' }),
    top: Flags.integer({ description: 'rows of each list', default: 5, min: 1, max: 10_000 }),
    sample: Flags.integer({ description: 'lines to show of each group', default: 0, min: 0, max: 20 }),
    follow: Flags.boolean({ char: 'f', description: 'read on as files grow, until interrupted; a terminal shows each second what is known' }),
    join: Flags.boolean({ description: 'pair two logs, the client\'s and the server\'s, by x-request-id', exclusive: ['by', 'where', 'since', 'until', 'interval', 'follow', 'sample'] }),
    all: Flags.boolean({ description: 'show lines and lists whole' }),
    color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Logs)
    const [{ readLogFiles, joinLogFiles }, { decideColor }] = await Promise.all([import('../logs/read-log-files.ts'), import('../color.ts')])
    const interruption = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort())
    const surroundings = { root: this.config.root, tool: { name: 'meshmedic', version: this.config.version }, signal: interruption.signal, stdin: () => process.stdin }
    const options = { width: terminalWidth(), color: decideColor(flags.color, process.stdout, process.env), all: flags.all }
    const files = argv as string[]
    if (flags.join) {
      const { joinReporters } = await import('../report/logs/join.ts')
      const render = pickJoin(joinReporters, flags.output)
      const { report, exitCode } = await joinLogFiles(files, flags, surroundings)
      process.stdout.write(render(report, options))
      process.exitCode = exitCode
    } else {
      const { logReporters } = await import('../report/logs/index.ts')
      const render = await logReporters[flags.output]()
      if (flags.output === 'csv' && (flags.by?.length ?? 0) > 1) throw severalTables
      const live = flags.follow && process.stdout.isTTY && flags.output === 'table'
      const onRefresh = flags.follow ? (report: LogReport) => { if (live) redraw(render(report, options)) } : undefined
      const { report, exitCode } = await readLogFiles(files, flags, { ...surroundings, ...onRefresh === undefined ? {} : { onRefresh } })
      process.stdout.write((live ? clearScreen : '') + render(report, options))
      process.exitCode = exitCode
    }
    // A pipe that nobody closes would keep the process alive after an interruption.
    process.stdin.destroy()
  }
}

const clearScreen = '\x1b[H\x1b[2J'

/** What fits the terminal; the rest is shown at the end. */
function redraw(text: string): void {
  process.stdout.write(clearScreen + text.split('\n').slice(0, process.stdout.rows - 1).join('\n'))
}

const severalTables = new UsageError({
  what: 'Several --by cannot be printed as csv.', why: 'CSV has one table.', tryThis: 'Give one --by, or use -o ndjson or -o json.',
})

function pickJoin<T>(reporters: Readonly<Record<'table' | 'json', T>>, output: (typeof formats)[number]): T {
  if (output === 'table' || output === 'json') return reporters[output]
  throw new UsageError({ what: `--join cannot be printed as ${output}.`, why: 'What it finds is no single table.', tryThis: 'Use -o table or -o json.' })
}

function terminalWidth(): number {
  const columns = process.stdout.columns as number | undefined
  return columns ?? (Number(process.env.COLUMNS) || 100)
}
