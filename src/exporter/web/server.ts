import { statSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { MeshmedicError, UsageError } from '../../errors.ts'
import { BasicAuth } from './auth.ts'
import type { ListenAddress } from './listen-address.ts'
import { acceptsGzip } from './negotiate.ts'
import type { OwnMetrics } from './own-metrics.ts'
import type { Asking, Reply, Routes } from './routes.ts'
import { loadTls, refuseClient } from './tls.ts'
import { readWebConfig, type WebSettings } from './web-config.ts'

export interface ServerOptions {
  addresses: readonly ListenAddress[]
  /** Path of a web configuration file. */
  webConfig: string | undefined
  /** Requests at a time; 0: any number. */
  maxRequests: number
  routes: Routes
  own: OwnMetrics
  /** Told of what went wrong and was survived. */
  onProblem: (message: string) => void
}

const compress = promisify(gzip)
/** Smaller pages are not worth it. */
const leastCompressed = 1024
const recheckMilliseconds = 1000

/** The exporter's door: sockets, TLS, users, limits. Files of the web configuration are read anew when they change. */
export class WebServer {
  readonly #options: ServerOptions
  readonly #servers: Server[] = []
  readonly #auth = new BasicAuth()
  #web: WebSettings
  #stamp = ''
  #checkedAt = 0
  #running = 0

  /** @throws ConfigurationError, UsageError for a web configuration that cannot be used */
  constructor(options: ServerOptions) {
    this.#options = options
    this.#web = this.#readWeb()
    this.#stamp = this.#stampFiles()
  }

  get isTls(): boolean {
    return this.#web.tls !== undefined
  }

  /** @returns what is listened on, for people @throws UsageError where an address cannot be listened on */
  async listen(): Promise<string[]> {
    const handle = (request: IncomingMessage, response: ServerResponse): void => void this.#handle(request, response)
    const opened: string[] = []
    for (const address of this.#options.addresses) {
      const { tls } = this.#web
      const server = tls === undefined ? createHttpServer(handle) : createTlsServer(loadTls(tls, Date.now()), handle)
      server.headersTimeout = 10_000
      server.requestTimeout = 30_000
      server.on('connection', () => this.#refresh())
      this.#servers.push(server)
      try {
        await new Promise<void>((resolve, reject) => {
          server.once('error', reject)
          if ('path' in address) server.listen(address.path, resolve)
          else server.listen(address.port, address.host, resolve)
        })
      } catch (error) {
        await this.close(0)
        throw explainListen(address, error)
      }
      server.on('error', error => this.#options.onProblem(error.message))
      opened.push(describeServer(server, tls !== undefined))
    }
    return opened
  }

  /** Takes no new connection, lets running requests end, and closes what is left after so many seconds. */
  async close(seconds: number): Promise<void> {
    const timer = setTimeout(() => this.#servers.forEach(server => server.closeAllConnections()), seconds * 1000)
    await Promise.all(this.#servers.map(server => new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeIdleConnections()
    })))
    clearTimeout(timer)
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { routes, own } = this.#options
    const asking = readAsking(request)
    let reply: Reply
    try {
      reply = asking === undefined ? plain(400, 'The path cannot be read.') : await this.#admit(asking, request)
    } catch (error) {
      this.#options.onProblem(error instanceof Error ? error.stack ?? error.message : String(error))
      reply = plain(500, 'The exporter failed at this request; its log says why.')
    }
    own.countRequest(asking === undefined ? 'other' : routes.nameHandler(asking), reply.status)
    try {
      await this.#send(request, response, reply)
    } catch (error) {
      response.destroy()
      this.#options.onProblem(error instanceof Error ? error.message : String(error))
    }
  }

  async #admit(asking: Asking, request: IncomingMessage): Promise<Reply> {
    this.#refresh()
    const { tls, users } = this.#web
    const refused = tls === undefined || !(request.socket instanceof TLSSocket) ? undefined : refuseClient(request.socket, tls)
    if (refused !== undefined) return plain(403, refused)
    if (!await this.#auth.admits(request.headers.authorization, users)) return { ...plain(401, 'Unauthorized'), headers: { 'www-authenticate': 'Basic' } }
    const { maxRequests } = this.#options
    if (maxRequests > 0 && this.#running >= maxRequests) return plain(503, `Limit of concurrent requests reached (${maxRequests}), try again later.`)
    this.#running++
    try {
      return await this.#options.routes.answer(asking)
    } finally {
      this.#running--
    }
  }

  async #send(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
    try {
      response.statusCode = reply.status
      for (const [name, value] of Object.entries({ ...this.#web.headers, ...reply.headers, 'content-type': reply.type })) response.setHeader(name, value)
      let body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
      if (body.length >= leastCompressed && acceptsGzip(header(request, 'accept-encoding'))) {
        // In zlib's own threads; level 1 is a third of the time for little more bytes.
        body = await compress(body, { level: 1 })
        response.setHeader('content-encoding', 'gzip')
      }
      response.setHeader('content-length', body.length)
      await new Promise<void>(resolve => {
        response.once('close', resolve)
        response.end(request.method === 'HEAD' ? undefined : body)
      })
    } finally {
      reply.release?.()
    }
  }

  #readWeb(): WebSettings {
    const { webConfig } = this.#options
    if (webConfig === undefined) return { tls: undefined, headers: {}, users: new Map() }
    let text: string
    try {
      text = readFileSync(webConfig, 'utf8')
    } catch (error) {
      throw new UsageError({ what: `The web configuration ${webConfig} cannot be read.`, why: error instanceof Error ? error.message : String(error), tryThis: 'Correct --web.config.file.' })
    }
    const web = readWebConfig(text, webConfig)
    if (web.tls !== undefined) loadTls(web.tls, Date.now())
    return web
  }

  /** Looks at most once a second whether a file has changed. A change that cannot be used is told, and what was before stays. */
  #refresh(): void {
    if (this.#options.webConfig === undefined || performance.now() - this.#checkedAt < recheckMilliseconds) return
    this.#checkedAt = performance.now()
    const stamp = this.#stampFiles()
    if (stamp === this.#stamp) return
    this.#stamp = stamp
    try {
      const web = this.#readWeb()
      if ((web.tls === undefined) !== (this.#web.tls === undefined)) throw new UsageError({ what: 'TLS cannot be switched on or off while running.', why: 'The sockets are open.', tryThis: 'Restart the exporter.' })
      this.#web = web
      for (const server of this.#servers) if (server instanceof TlsServer && web.tls !== undefined) server.setSecureContext(loadTls(web.tls, Date.now()))
      this.#stamp = this.#stampFiles()
    } catch (error) {
      if (!(error instanceof MeshmedicError)) throw error
      this.#options.onProblem(`the changed web configuration is not used: ${error.message} ${error.why}`)
    }
  }

  #stampFiles(): string {
    const { tls } = this.#web
    return [this.#options.webConfig, tls?.certFile, tls?.keyFile, tls?.clientCaFile].map(path => {
      const found = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
      return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`
    }).join()
  }
}

const plain = (status: number, body: string): Reply => ({ status, type: 'text/plain; charset=utf-8', body: `${body}\n` })

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

function readAsking(request: IncomingMessage): Asking | undefined {
  const path = request.url ?? '/'
  if (!path.startsWith('/') || !URL.canParse(`http://exporter${path}`)) return undefined
  return { method: request.method ?? 'GET', url: new URL(`http://exporter${path}`), headers: request.headers }
}

function describeServer(server: Server, isTls: boolean): string {
  const address = server.address()
  if (address === null || typeof address === 'string') return `unix:${address ?? ''}`
  return `${isTls ? 'https' : 'http'}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

function explainListen(address: ListenAddress, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const whys: Readonly<Record<string, string>> = { EADDRINUSE: 'Something else listens there already.', EACCES: 'This user may not listen there.', EADDRNOTAVAIL: 'This machine has no such address.' }
  return new UsageError({
    what: `The exporter cannot listen on ${'path' in address ? address.path : `${address.host ?? ''}:${address.port}`}.`,
    why: whys[code] ?? (error instanceof Error ? error.message : String(error)),
    tryThis: 'Give another --web.listen-address.',
  })
}
