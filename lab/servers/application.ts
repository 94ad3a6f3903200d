/** The application behind `payments`: a few bytes of HTTP, and the odd answers that scenarios ask for. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Application { readonly stop: () => Promise<void> }

/**
 * `/missing…` is 404, `/status/503` is 503, `/slow/1500` answers after that many milliseconds, everything else is 200.
 */
export async function startApplication(address: string, port: number): Promise<Application> {
  const server = createServer((request, response) => {
    const [, kind, value] = (request.url ?? '/').split('/')
    const answer = async (): Promise<void> => {
      if (kind === 'slow') await sleep(Number(value))
      response.statusCode = kind === 'status' ? Number(value) : kind?.startsWith('missing') === true ? 404 : 200
      response.setHeader('content-type', 'text/plain')
      response.end(`${response.statusCode} ${request.url ?? ''}\n`)
    }
    request.resume()
    void answer()
  })
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
