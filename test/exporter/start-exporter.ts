import type { RuleSet } from '../../src/diagnose.ts'
import { Exporter } from '../../src/exporter/exporter.ts'
import type { Module } from '../../src/exporter/modules.ts'
import { readSettings } from '../../src/exporter/settings.ts'
import { OwnMetrics } from '../../src/exporter/web/own-metrics.ts'
import { Routes } from '../../src/exporter/web/routes.ts'
import { WebServer } from '../../src/exporter/web/server.ts'
import { loadRuleSet } from '../../src/load-rule-set.ts'

const loaded = new Map<string, Promise<RuleSet>>()

/** Rules of a module, compiled once for all tests. */
export function loadRules({ rules, excludeRules }: Module): Promise<RuleSet> {
  const key = JSON.stringify([rules, excludeRules])
  const known = loaded.get(key) ?? loadRuleSet(process.cwd(), { folders: [], only: [...rules], except: [...excludeRules] })
  loaded.set(key, known)
  return known
}

export interface StartedExporter { url: string, problems: string[], server: WebServer, get: (path: string, headers?: Record<string, string>) => Promise<{ status: number, text: string, headers: Headers }>, close: () => Promise<void> }

/** Starts an exporter in this process, on a free port of loopback. @param configuration YAML */
export async function startExporter(configuration: string, options: { targets?: readonly string[], webConfig?: string, maxRequests?: number, file?: string } = {}): Promise<StartedExporter> {
  const problems: string[] = []
  const own = new OwnMetrics('0.0.0-test')
  const read = (): ReturnType<typeof readSettings> => readSettings(configuration, options.file ?? '/etc/exporter.yml', options.targets ?? [])
  const exporterOptions = { tool: { name: 'meshmedic', version: '0.0.0-test' }, loadRules, onScrape: (scraped: { failure: unknown }) => own.countScrape(scraped.failure === undefined) }
  let exporter = await Exporter.prepare(read(), exporterOptions)
  const routes = new Routes({
    telemetryPath: '/metrics', timeoutOffsetSeconds: 0.5, version: '0.0.0-test', own, exporter: () => exporter,
    reload: async () => { exporter = await Exporter.prepare(read(), exporterOptions, exporter) },
  })
  const server = new WebServer({ addresses: [{ host: '127.0.0.1', port: 0 }], webConfig: options.webConfig, maxRequests: options.maxRequests ?? 0, routes, own, onProblem: message => problems.push(message) })
  const [url = ''] = await server.listen()
  return {
    url, problems, server,
    get: async (path, headers = {}) => {
      const response = await fetch(`${url}${path}`, { headers })
      return { status: response.status, text: await response.text(), headers: response.headers }
    },
    close: () => server.close(1),
  }
}

/** An exporter without its door. */
export function prepareExporter(configuration: string): Promise<Exporter> {
  return Exporter.prepare(readSettings(configuration, '/etc/exporter.yml', []), { tool: { name: 'meshmedic', version: '0.0.0-test' }, loadRules })
}

/** Values of a page by series, as they are written: `meshmedic_up{target="x"}`. */
export function readPage(text: string): Map<string, number> {
  return new Map(text.split('\n').filter(line => line !== '' && !line.startsWith('#')).map(line => {
    const at = line.lastIndexOf(' ')
    return [line.slice(0, at), Number(line.slice(at + 1).replace('Inf', 'Infinity'))]
  }))
}
