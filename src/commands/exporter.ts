import { Args, Command, Flags } from '@oclif/core'

export default class Exporter extends Command {
  static override summary = 'serve findings, certificates, control-plane state and App Mesh metrics of Envoys to Prometheus'
  static override description = 'Reads its targets when it is scraped, and only then. /metrics has the configured targets, /probe?target=ADDRESS&module=NAME one target, with &debug=true '
    + 'the whole reasoning. Targets are given here or in --config.file, as static_configs, file_sd_configs and dns_sd_configs; /probe reads no others unless probe.allow names them.\n\n'
    + 'Exit codes: 0 stopped by SIGTERM or SIGINT; 2 usage, configuration or internal error.'
  static override examples = [
    '<%= config.bin %> exporter http://127.0.0.1:9901',
    '<%= config.bin %> exporter --config.file exporter.yml --web.listen-address :10905 --web.listen-address unix:/run/meshmedic.sock',
    '<%= config.bin %> exporter --config.file exporter.yml --web.config.file web.yml',
  ]

  static override strict = false
  static override args = { target: Args.string({ description: 'URL or unix:SOCKET of an admin interface; repeatable' }) }
  static override flags = {
    'config.file': Flags.string({ description: 'targets, modules and what may be probed (YAML)', helpValue: 'FILE' }),
    'web.listen-address': Flags.string({ multiple: true, default: [':10905'], description: 'HOST:PORT, :PORT, [IPv6]:PORT or unix:PATH; repeatable', helpValue: 'ADDRESS' }),
    'web.config.file': Flags.string({ description: "TLS and users, in the form of Prometheus' exporter-toolkit", helpValue: 'FILE' }),
    'web.telemetry-path': Flags.string({ default: '/metrics', description: 'path of the metrics of the configured targets' }),
    'web.max-requests': Flags.integer({ default: 40, min: 0, description: 'requests at a time; 0: any number' }),
    'timeout-offset': Flags.string({ default: '0.5', description: "seconds taken off Prometheus' own timeout", helpValue: 'SECONDS' }),
    'config.check': Flags.boolean({ description: 'check the configuration files, and stop' }),
  }

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Exporter)
    const { runExporter } = await import('../exporter/run-exporter.ts')
    const { loadRuleSet } = await import('../load-rule-set.ts')
    const stop = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
    const say = (message: string): void => void process.stderr.write(`${message}\n`)
    await runExporter({
      targets: argv as string[], configFile: flags['config.file'], listen: flags['web.listen-address'], webConfig: flags['web.config.file'],
      telemetryPath: flags['web.telemetry-path'], maxRequests: flags['web.max-requests'], timeoutOffset: flags['timeout-offset'],
      version: this.config.version, checkOnly: flags['config.check'],
      loadRules: module => loadRuleSet(this.config.root, { folders: [], only: [...module.rules], except: [...module.excludeRules] }),
      onReloadSignal: reload => { process.on('SIGHUP', reload) },
      say, signal: stop.signal,
    })
  }
}
