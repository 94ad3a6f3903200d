import { Flags } from '@oclif/core'
import { colorChoices } from '../color.ts'

export const storeFlags = {
  store: Flags.string({ default: 'meshmedic-sweep.db', env: 'MESHMEDIC_STORE', description: 'file that remembers sweeps', helpValue: 'FILE' }),
}

/** Flags of `meshmedic sweep`, by what they are about. */
export const sweepFlags = {
  ...storeFlags,
  file: Flags.string({ char: 'f', description: 'targets, suppressions and receivers, see docs/sweep.md', helpValue: 'FILE' }),
  plan: Flags.boolean({ description: 'print what would be read from whom, and read nothing' }),
  resume: Flags.boolean({ description: 'go on with the run that was interrupted' }),
  'new-store': Flags.boolean({ description: 'keep the store aside and begin a new one' }),
  keep: Flags.string({ description: 'forget what is older', helpValue: '90d' }),
  concurrency: Flags.integer({ default: 16, min: 1, max: 256, description: 'Envoys read at a time; of each one answer at a time' }),
  interval: Flags.integer({ default: 10, min: 1, max: 3600, description: 'seconds between the two samples' }),
  once: Flags.boolean({ description: 'take one sample only' }),
  timeout: Flags.integer({ default: 30, min: 1, max: 600, description: 'seconds for one answer' }),
  'target-timeout': Flags.integer({ default: 120, min: 1, max: 3600, description: 'seconds for all answers of one Envoy' }),
  deadline: Flags.string({ description: 'time for the whole run', helpValue: '10m' }),
  every: Flags.string({ description: 'run again and again, so long apart', helpValue: '5m', exclusive: ['cron', 'resume', 'plan'] }),
  cron: Flags.string({ description: 'run at these times, in the five fields of cron', helpValue: '*/5 * * * *', exclusive: ['resume', 'plan'] }),
  'time-zone': Flags.string({ description: 'of --cron', helpValue: 'Europe/Berlin', dependsOn: ['cron'] }),
  jitter: Flags.string({ description: 'put each run off by chance, at most so long', helpValue: '30s' }),
  missed: Flags.option({ options: ['skip', 'run'] as const, default: 'skip' as const, description: 'a run that should have begun while another one went on' })(),
  listen: Flags.string({ description: 'with --every or --cron: /-/healthy and /metrics', helpValue: '127.0.0.1:9810' }),
  rules: Flags.string({ multiple: true, description: 'folder of further rules', helpValue: 'DIR' }),
  rule: Flags.string({ multiple: true, description: 'run only this rule or family (tls/)', helpValue: 'ID' }),
  'exclude-rule': Flags.string({ multiple: true, description: 'leave out this rule or family', helpValue: 'ID' }),
  baseline: Flags.string({ description: 'what is known: a run, `last`, or a report of -o json', helpValue: 'RUN|FILE' }),
  'fail-on': Flags.option({ options: ['critical', 'error', 'warning', 'never'] as const, default: 'error' as const, description: 'exit 1 from this severity on' })(),
  'fail-on-new': Flags.boolean({ description: 'only findings that are not in the baseline (default: last) count' }),
  'fail-coverage-below': Flags.string({ description: 'exit 3 when less than this share (0 to 1) could be checked', helpValue: 'RATIO' }),
  output: Flags.string({ char: 'o', multiple: true, description: 'format, or FORMAT=FILE; repeatable', helpValue: 'table|json|yaml|markdown|sarif|junit|github|summary|openmetrics[=FILE]' }),
  'min-severity': Flags.option({ options: ['critical', 'error', 'warning', 'info'] as const, default: 'info' as const, description: 'show nothing milder' })(),
  all: Flags.boolean({ description: 'show everything instead of what fits a screen' }),
  verbose: Flags.boolean({ char: 'v', description: 'also Envoy\'s raw names and the source of each number' }),
  color: Flags.option({ options: colorChoices, default: 'auto' as const })(),
}
