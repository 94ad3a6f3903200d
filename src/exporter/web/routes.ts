import { MeshmedicError } from '../../errors.ts'
import { normaliseAddress } from '../../targets/addresses.ts'
import { parseTarget, type LiveTarget } from '../../http/target.ts'
import { refuseProbe } from '../allow-probe.ts'
import type { Exporter } from '../exporter.ts'
import { contentTypes, encodePage, PageBuffers, type Page, type PageFormat } from '../page/encode.ts'
import type { Rows } from '../page/rows.ts'
import { explainProbe } from './explain-probe.ts'
import { renderLanding } from './landing.ts'
import { chooseFormat, readScrapeTimeout } from './negotiate.ts'
import type { OwnMetrics } from './own-metrics.ts'

/** A request, as far as routes care. */
export interface Asking { method: string, url: URL, headers: Readonly<Record<string, string | string[] | undefined>> }

export interface Reply { status: number, type: string, body: Buffer | string, headers?: Readonly<Record<string, string>>, /** To be called when the body is sent. */ release?: () => void }

export interface RouteOptions {
  telemetryPath: string
  timeoutOffsetSeconds: number
  version: string
  own: OwnMetrics
  /** Reads the configuration anew. @throws MeshmedicError */
  reload: () => Promise<void>
  exporter: () => Exporter
}

const text = (status: number, body: string): Reply => ({ status, type: 'text/plain; charset=utf-8', body: `${body}\n` })

/** Answers requests; knows nothing of sockets. */
export class Routes {
  readonly #options: RouteOptions
  readonly #buffers = new PageBuffers()
  #ready = true

  constructor(options: RouteOptions) {
    this.#options = options
  }

  /** From now on /-/ready says no, so that nothing new is sent here. */
  drain(): void {
    this.#ready = false
  }

  /** The path as a metric's label: one of a few. */
  nameHandler({ url }: Asking): string {
    const { pathname } = url
    return [this.#options.telemetryPath, '/probe', '/', '/-/healthy', '/-/ready', '/-/reload'].includes(pathname) ? pathname : 'other'
  }

  async answer(asking: Asking): Promise<Reply> {
    const { method, url } = asking
    if (url.pathname === '/-/reload') return method === 'POST' || method === 'PUT' ? this.#reload() : { ...text(405, 'Only POST or PUT reloads.'), headers: { allow: 'POST, PUT' } }
    if (method !== 'GET' && method !== 'HEAD') return { ...text(405, 'Only GET and HEAD are answered here.'), headers: { allow: 'GET, HEAD' } }
    switch (url.pathname) {
      case this.#options.telemetryPath: return this.#scrapeAll(asking)
      case '/probe': return this.#probe(asking)
      case '/-/healthy': return text(200, 'Healthy')
      case '/-/ready': return this.#ready ? text(200, 'Ready') : text(503, 'Stopping')
      case '/': return this.#land()
      default: return text(404, 'There is nothing here; the paths are listed at /.')
    }
  }

  async #reload(): Promise<Reply> {
    try {
      await this.#options.reload()
      return text(200, 'Reloaded')
    } catch (error) {
      if (!(error instanceof MeshmedicError)) throw error
      return text(500, `${error.message}\nThe configuration of before is kept.`)
    }
  }

  async #land(): Promise<Reply> {
    const exporter = this.#options.exporter()
    const { targets, problems } = await exporter.listTargets()
    const body = renderLanding({
      version: this.#options.version, modules: exporter.modules, telemetryPath: this.#options.telemetryPath,
      targets: targets.map(target => target.address), problems: problems.map(({ source, message }) => `${source}: ${message}`),
    })
    return { status: 200, type: 'text/html; charset=utf-8', body, headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'" } }
  }

  async #scrapeAll(asking: Asking): Promise<Reply> {
    const { rows, problems, targets } = await this.#options.exporter().scrapeAll(this.#secondsOf(asking))
    this.#options.own.noteDiscovery(targets, problems.length)
    const own = await this.#options.own.rows()
    return this.#page([...rows, ...own], chooseFormat(header(asking, 'accept')))
  }

  async #probe(asking: Asking): Promise<Reply> {
    const exporter = this.#options.exporter()
    const { searchParams } = asking.url
    const address = searchParams.get('target')
    if (address === null || address === '') return text(400, 'The parameter target is missing: /probe?target=http://10.0.0.7:9901')
    const module = searchParams.get('module') ?? exporter.settings.module
    if (!exporter.modules.includes(module)) return text(400, `There is no module ${JSON.stringify(module.slice(0, 100))}; there are ${exporter.modules.join(', ')}.`)
    const target = await findTarget(exporter, address)
    if ('refused' in target) return text(target.status, target.refused)
    const scraped = await exporter.scrape(target, module, this.#secondsOf(asking))
    const rows = exporter.describe(target, module, scraped)
    if (searchParams.get('debug') !== 'true') return this.#page(rows, chooseFormat(header(asking, 'accept')))
    const page = encodePage(rows, 'text', this.#buffers)
    return text(200, await explainProbe(scraped, page.bytes))
  }

  #page(rows: Iterable<Rows>, format: PageFormat): Reply {
    const page: Page = encodePage(rows, format, this.#buffers)
    return { status: 200, type: contentTypes[format], body: page.bytes, headers: { vary: 'Accept, Accept-Encoding' }, release: () => this.#buffers.give(page.buffer) }
  }

  #secondsOf(asking: Asking): number | undefined {
    return readScrapeTimeout(header(asking, 'x-prometheus-scrape-timeout-seconds'), this.#options.timeoutOffsetSeconds)
  }
}

function header({ headers }: Asking, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

/** The configured target of this address, with its credentials; or another one that may be probed. */
async function findTarget(exporter: Exporter, address: string): Promise<LiveTarget | { status: number, refused: string }> {
  let target: LiveTarget
  try {
    target = parseTarget(normaliseAddress(address))
  } catch (error) {
    if (!(error instanceof MeshmedicError)) throw error
    return { status: 400, refused: `${error.message} ${error.tryThis}` }
  }
  const { targets } = await exporter.listTargets()
  const configured = targets.find(one => one.address === target.name)
  if (configured !== undefined) return configured.live
  const refused = refuseProbe(target, exporter.settings.allowed)
  return refused === undefined ? target : { status: 403, refused: `${target.name} is not probed: ${refused}.` }
}
