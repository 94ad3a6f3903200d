import { DurationSketch } from '../../sources/logs/summary/duration-sketch.ts'
import { joinParts, type JoinFailure, type JoinTime } from './join-report.ts'
import { judgeRequest, type Judged, type Seen } from './judge-request.ts'

/** Requests that are held until both sides were read. */
export const mostHeld = 50_000
const mostIds = 3

interface Pending { clients: Seen[], servers: Seen[] }

/** Pairs requests by their id. Only so many are held: the oldest is judged when a further one comes. */
export class Pairing {
  pairs = 0
  retries = 0
  clientOnly = 0
  uncovered = 0
  serverOnly = 0
  givenUp = 0
  readonly #pending = new Map<string, Pending>()
  /** Ids in the order in which they came, from `#oldest` on; a Map that loses its first entry again and again is slow to find the next. */
  #order: string[] = []
  #oldest = 0
  readonly #failures = new Map<string, JoinFailure & { requestIds: string[] }>()
  readonly #parts: Readonly<Record<JoinTime['part'], { sketch: DurationSketch, sum: number }>> = { total: part(), between: part(), server: part(), 'server proxy': part(), application: part() }
  readonly #limit: number

  constructor(limit = mostHeld) {
    this.#limit = limit
  }

  add(side: 'clients' | 'servers', id: string, seen: Seen): void {
    let pending = this.#pending.get(id)
    if (pending === undefined) {
      pending = { clients: [], servers: [] }
      this.#pending.set(id, pending)
      this.#order.push(id)
    }
    // A caller that sends one id for ever must not fill the memory.
    if (pending[side].length < 100) pending[side].push(seen)
    if (this.#pending.size > this.#limit) this.#retireOldest()
  }

  /** Judges what is still held. @param covered whether the server's log covers a moment */
  finish(covered: (time: number) => boolean): void {
    for (const [id, pending] of this.#pending) this.#judge(id, pending, covered)
    this.#pending.clear()
  }

  failures(): JoinFailure[] {
    return [...this.#failures].sort(([a, x], [b, y]) => y.requests - x.requests || (a < b ? -1 : 1)).map(([, failure]) => failure)
  }

  time(): JoinTime[] {
    return joinParts.filter(name => this.#parts[name].sketch.count > 0).map(name => {
      const { sketch, sum } = this.#parts[name]
      const at = (share: number): number => sketch.quantile(share)
      return { part: name, pairs: sketch.count, sum, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sketch.max }
    })
  }

  #retireOldest(): void {
    const id = this.#order[this.#oldest++]
    const pending = id === undefined ? undefined : this.#pending.get(id)
    if (this.#oldest > this.#limit) {
      this.#order = this.#order.slice(this.#oldest)
      this.#oldest = 0
    }
    if (id === undefined || pending === undefined) return
    this.#pending.delete(id)
    if (pending.clients.length > 0 && pending.servers.length > 0) this.#judge(id, pending, () => true)
    else this.givenUp++
  }

  #judge(id: string, { clients, servers }: Pending, covered: (time: number) => boolean): void {
    if (clients.length === 0) {
      this.serverOnly += servers.length
      return
    }
    const left = new Set(servers)
    const matched = clients.map(client => {
      const own = servers.filter(server => left.has(server) && (clients.length === 1 || isSame(client, server)))
      for (const server of own) left.delete(server)
      return { client, own }
    })
    // The client's log also has the request that came in with this id; only what went to the server is of interest.
    const anyPaired = matched.some(({ own }) => own.length > 0)
    for (const { client, own } of matched) if (own.length > 0 || !anyPaired) this.#judgeOne(id, client, own, covered)
  }

  #judgeOne(id: string, client: Seen, own: readonly Seen[], covered: (time: number) => boolean): void {
    if (own.length === 0 && !covered(client.time)) {
      this.uncovered++
      return
    }
    if (own.length === 0) this.clientOnly++
    else {
      this.pairs++
      this.retries += own.length - 1
      this.#addTime(client, own)
    }
    const judged = judgeRequest(client, own)
    if (judged !== undefined) this.#addFailure(id, judged, client, own)
  }

  #addTime(client: Seen, own: readonly Seen[]): void {
    if (client.duration < 0 || own.some(server => server.duration < 0)) return
    const server = own.reduce((sum, attempt) => sum + attempt.duration, 0)
    const known = own.every(attempt => attempt.upstreamServiceTime >= 0)
    const application = known ? own.reduce((sum, attempt) => sum + attempt.upstreamServiceTime, 0) : 0
    add(this.#parts.total, client.duration)
    add(this.#parts.between, Math.max(0, client.duration - server))
    // Without the time of the server's upstream its part cannot be divided.
    if (!known) add(this.#parts.server, server)
    else {
      add(this.#parts['server proxy'], Math.max(0, server - application))
      add(this.#parts.application, application)
    }
  }

  #addFailure(id: string, { place, meaning }: Judged, client: Seen, own: readonly Seen[]): void {
    const server = own.findLast(attempt => attempt.error) ?? own.at(-1)
    const key = JSON.stringify([place, meaning, client.code, client.flags, server?.code, server?.flags])
    const known = this.#failures.get(key) ?? { place, meaning, client: tell(client), server: server === undefined ? null : tell(server), requests: 0, requestIds: [] }
    known.requests++
    if (known.requestIds.length < mostIds) known.requestIds.push(id)
    if (this.#failures.size < 1_000) this.#failures.set(key, known)
  }
}

const part = (): { sketch: DurationSketch, sum: number } => ({ sketch: new DurationSketch(), sum: 0 })
const tell = (seen: Seen): { code: number | null, flags: string } => ({ code: seen.code < 0 ? null : seen.code, flags: seen.flags })

function add(to: { sketch: DurationSketch, sum: number }, value: number): void {
  to.sketch.add(value)
  to.sum += value
}

function isSame(a: Seen, b: Seen): boolean {
  const agree = (x: string, y: string): boolean => x === '' || y === '' || x === y
  return agree(a.method, b.method) && agree(a.path, b.path) && agree(a.authority, b.authority)
}
