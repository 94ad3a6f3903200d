/** The application behind `payments`: a few bytes of HTTP, and the odd answers that scenarios ask for. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Application { readonly stop: () => Promise<void> }

/**
 * `/missing…` is 404, `/status/503` is 503, `/slow/1500` answers after that many milliseconds, `/reset` closes the connection instead of
 * answering, `/cut` ends a body before its announced length, everything else is 200. A body is waited for. `always` is a path whose answer every request gets.
 */
export async function startApplication(address: string, port: number, always?: string): Promise<Application> {
  const server = createServer((request, response) => {
    const [, kind, value] = (always ?? request.url ?? '/').split('/')
    const answer = async (): Promise<void> => {
      if (request.method === 'POST') await once(request, 'end')
      if (kind === 'slow') await sleep(Number(value))
      if (kind === 'reset') return void request.socket.destroy()
      if (kind === 'cut') {
        response.writeHead(200, { 'content-length': 1000 })
        response.write('cut', () => request.socket.destroy())
        return
      }
      response.statusCode = kind === 'status' ? Number(value) : kind?.startsWith('missing') === true ? 404 : 200
      response.setHeader('content-type', 'text/plain')
      response.end(`${response.statusCode} ${request.url ?? ''}\n`)
    }
    request.resume()
    answer().catch(() => undefined) // the caller may go before its body has come
  })
  // Never the first to close an idle connection: a request on its way would meet the close.
  server.keepAliveTimeout = 120_000
  server.listen(port, address)
  await once(server, 'listening')
  return {
    stop: async () => {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
