/**
 * A loopback network of its own for every run: 127.<20..>.<n>.0/24. So ports can be the ones App Mesh uses (8080, 9901, 15001) and
 * names, which carry ports, stay the same from run to run. Linux answers on the whole of 127.0.0.0/8.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { CollectError } from '../src/errors.ts'

export interface Addresses {
  checkout: string
  payments: string
  /** Where the application behind `payments` listens. */
  application: string
  managementServer: string
  /** A resolver; nothing listens there unless a scenario starts one. */
  dns: string
  /** One more address, 10 to 250: further hosts, closed ports. */
  spare(n: number): string
  /** Gives the network back. */
  release(): void
}

const guardPort = 4000

/** Claims a network that no other lab on this machine uses: the claim is a listening socket, so it ends with the process. */
export async function claimAddresses(): Promise<Addresses> {
  for (let n = 0; n < 1024; n += 1) {
    const network = `127.${20 + (n >> 8)}.${n & 255}`
    const guard = await listen(`${network}.254`)
    if (guard === undefined) continue
    guard.unref()
    return {
      checkout: `${network}.1`,
      payments: `${network}.2`,
      application: `${network}.3`,
      managementServer: `${network}.4`,
      dns: `${network}.5`,
      spare: last => `${network}.${last}`,
      release: () => void guard.close(),
    }
  }
  throw new CollectError({
    what: 'The lab found no loopback network for its proxies',
    why: `Port ${guardPort} could not be opened on any address of 127.20.0.0/14: this system answers on 127.0.0.1 alone, or all are taken.`,
    tryThis: 'Run the lab on Linux (a container will do), and end labs that are still running.',
  })
}

async function listen(host: string): Promise<Server | undefined> {
  const server = createServer()
  try {
    server.listen(guardPort, host)
    await once(server, 'listening')
    return server
  } catch {
    return undefined
  }
}
