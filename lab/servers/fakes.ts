/** Proxies that are not there: addresses at which another proxy's admin interface answers. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Closing } from '../closing.ts'
import { getText } from '../envoys/admin.ts'
import type { RunningEnvoy } from '../envoys/process.ts'

/** So many fakes of a real proxy, each at a port of its own, by their names `checkout-fake-1` and up. They read, and change nothing. */
export async function startFakes(real: RunningEnvoy, count: number, address: string, closing: Closing): Promise<[string, RunningEnvoy][]> {
  const fakes: [string, RunningEnvoy][] = []
  for (let n = 1; n <= count; n += 1) {
    const server = createServer((request, response) => {
      void getText(`${real.admin}${request.method === 'GET' ? request.url ?? '/' : '/ready'}`).then(text => {
        response.statusCode = text === undefined ? 502 : 200
        response.end(text)
      })
    })
    server.listen(0, address)
    await once(server, 'listening')
    const stop = (): Promise<void> => new Promise(resolve => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
    closing.add(stop)
    fakes.push([`checkout-fake-${n}`, { ...real, admin: `http://${address}:${(server.address() as AddressInfo).port}`, stop }])
  }
  return fakes
}
