import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { RuleSet } from '../diagnose.ts'
import { MeshmedicError, UsageError } from '../errors.ts'
import { escapeText } from '../report/escape.ts'
import { normaliseAddress, readAddress } from '../targets/addresses.ts'
import { Exporter, type ExporterOptions } from './exporter.ts'
import type { Module } from './modules.ts'
import { defaultSettings, readSettings, type ExporterSettings } from './settings.ts'
import { parseListenAddress } from './web/listen-address.ts'
import { OwnMetrics } from './web/own-metrics.ts'
import { Routes } from './web/routes.ts'
import { WebServer } from './web/server.ts'

export interface RunOptions {
  targets: readonly string[]
  configFile: string | undefined
  listen: readonly string[]
  webConfig: string | undefined
  telemetryPath: string
  maxRequests: number
  /** Seconds, as typed. */
  timeoutOffset: string
  version: string
  /** Read all files, and stop. */
  checkOnly: boolean
  loadRules: (module: Module) => Promise<RuleSet>
  /** Hands out what a signal to reload has to call. */
  onReloadSignal: (reload: () => void) => void
  /** Lines for the log. */
  say: (message: string) => void
  /** Stops it. */
  signal: AbortSignal
}

const graceSeconds = 10

/** Serves until it is told to stop. @throws MeshmedicError for settings, files and addresses that cannot be used */
export async function runExporter(options: RunOptions): Promise<void> {
  const { say, version } = options
  for (const target of options.targets) readAddress(normaliseAddress(target))
  const addresses = options.listen.map(parseListenAddress)
  const own = new OwnMetrics(version)
  const exporterOptions: ExporterOptions = { tool: { name: 'meshmedic', version }, loadRules: options.loadRules, onScrape: scraped => own.countScrape(scraped.failure === undefined) }
  let exporter = await Exporter.prepare(await loadSettings(options), exporterOptions)
  own.noteReload(true)
  const reload = async (): Promise<void> => {
    try {
      exporter = await Exporter.prepare(await loadSettings(options), exporterOptions, exporter)
      own.noteReload(true)
      say('configuration reloaded')
    } catch (error) {
      own.noteReload(false)
      if (error instanceof MeshmedicError) say(`the configuration of before is kept: ${error.message} ${error.why}`)
      throw error
    }
  }
  const routes = new Routes({ telemetryPath: options.telemetryPath, timeoutOffsetSeconds: readOffset(options.timeoutOffset), version, own, reload, exporter: () => exporter })
  const server = new WebServer({ addresses, webConfig: options.webConfig, maxRequests: options.maxRequests, routes, own, onProblem: message => say(escapeText(message)) })
  if (options.checkOnly) {
    say('the configuration can be used')
    return
  }
  const { targets, problems } = await exporter.listTargets()
  for (const { source, message } of problems) say(`${escapeText(source)}: ${escapeText(message)}`)
  const opened = await server.listen()
  say(`meshmedic exporter ${version}: ${targets.length} targets, listening on ${opened.join(', ')}`)
  options.onReloadSignal(() => void reload().catch(() => undefined))
  if (!options.signal.aborted) await once(options.signal, 'abort')
  routes.drain()
  say('stopping')
  await server.close(graceSeconds)
}

async function loadSettings({ configFile, targets }: RunOptions): Promise<ExporterSettings> {
  if (configFile === undefined) return defaultSettings(targets)
  let text: string
  try {
    text = await readFile(configFile, 'utf8')
  } catch (error) {
    throw new UsageError({ what: `The configuration ${configFile} cannot be read.`, why: error instanceof Error ? error.message : String(error), tryThis: 'Correct --config.file.' })
  }
  return readSettings(text, configFile, targets)
}

function readOffset(text: string): number {
  const seconds = Number(text)
  if (text.trim() !== '' && seconds >= 0 && seconds <= 60) return seconds
  throw new UsageError({ what: `${JSON.stringify(text)} is no number of seconds.`, why: 'It is taken off the timeout that Prometheus announces.', tryThis: 'Write --timeout-offset 0.5.' })
}
