/** Requests at a steady rate to a proxy's egress listener, as the application beside it would send them. */
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Addresses } from '../addresses.ts'

export interface Flow {
  /** Host header; the virtual service's name unless told. */
  host?: string
  path?: string
  /** Requests a second; 10 unless told. */
  rate?: number
  /** Ask for an upgrade to WebSocket. */
  upgrade?: boolean
  /** Send these bytes on a connection of its own, instead of a request; none: stay silent. The status line of the answer counts. */
  raw?: string
  /** Whose listener gets it: the egress listener of `checkout` unless told. */
  to?: 'checkout' | 'payments'
  /** POST a body of which the second half comes that many milliseconds after the first. */
  slowBody?: number
  /** Where the connection is meant for, told to an `intercepted` egress listener. */
  meant?: (addresses: Addresses) => Destination
  /** Hang up after that many milliseconds without waiting for the answer. */
  hangUpAfter?: number
  /** The status that most requests must get for the scenario to be what it says it is; 0 means no answer. */
  answers?: number
}

export interface Destination { address: string, port: number }

export interface RunningFlow {
  /** How often each status was answered since the start; 0 counts broken connections. */
  readonly counts: ReadonlyMap<number, number>
  stop(): void
}

export function startFlow(target: Destination, flow: Flow & { host: string }, meant?: Destination): RunningFlow {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 })
  const open = (): Socket => {
    const socket = connect(target.port, target.address)
    // Without iptables nothing redirects a connection; this header tells Envoy the same.
    if (meant !== undefined) socket.write(`PROXY TCP4 127.0.0.1 ${meant.address} 40000 ${meant.port}\r\n`)
    return socket
  }
  agent.createConnection = open
  const counts = new Map<number, number>()
  const count = (status: number): void => void counts.set(status, (counts.get(status) ?? 0) + 1)
  const send = (): void => {
    const sent = request({
      agent, host: target.address, port: target.port, path: flow.path ?? '/', method: flow.slowBody === undefined ? 'GET' : 'POST', headers: { host: flow.host, 'user-agent': 'shop-app/1.0', ...(flow.upgrade === true ? websocket : {}) },
    }, response => {
      count(response.statusCode ?? 0)
      response.resume()
      response.on('error', () => undefined)
    })
    sent.on('error', () => count(0))
    sent.setTimeout(20_000, () => sent.destroy())
    if (flow.hangUpAfter !== undefined) setTimeout(() => sent.destroy(), flow.hangUpAfter).unref()
    if (flow.slowBody === undefined) return void sent.end()
    sent.write('first half, ')
    setTimeout(() => sent.end('second half'), flow.slowBody).unref()
  }
  const timer = setInterval(() => flow.raw === undefined ? send() : sendRaw(open(), flow.raw, count), 1000 / (flow.rate ?? 10))
  return {
    counts,
    stop: () => {
      clearInterval(timer)
      agent.destroy()
    },
  }
}

const websocket = { 'connection': 'Upgrade', 'upgrade': 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'bGFiIG9mIGVudm95cyE=' }

function sendRaw(socket: Socket, bytes: string, count: (status: number) => void): void {
  let counted = false
  const countOnce = (status: number): void => {
    if (!counted) count(status)
    counted = true
  }
  socket.on('data', data => {
    countOnce(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString('latin1'))?.[1] ?? 0))
    socket.destroy()
  })
  socket.on('error', () => countOnce(0))
  socket.on('close', () => countOnce(0))
  socket.setTimeout(20_000, () => socket.destroy())
  if (bytes !== '') socket.write(Buffer.from(bytes, 'latin1'))
}
