import { closeSync, existsSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** `custom` is a format of one's own, as long as the default; see `customFormat`. */
export type AccessLogForm = 'default' | 'json' | 'custom'

export const customFormat = '%START_TIME% code=%RESPONSE_CODE% flags=%RESPONSE_FLAGS% took=%DURATION%ms upstream_took=%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% '
  + 'in=%BYTES_RECEIVED% out=%BYTES_SENT% %REQ(:METHOD)% "%REQ(:PATH)%" %PROTOCOL% xff="%REQ(X-FORWARDED-FOR)%" agent="%REQ(USER-AGENT)%" '
  + 'id=%REQ(X-REQUEST-ID)% host=%REQ(:AUTHORITY)% to=%UPSTREAM_HOST%\n'

const services = ['orders', 'users', 'cart', 'checkout', 'inventory', 'search', 'auth', 'payments', 'shipping', 'catalog', 'reviews', 'ratings', 'session', 'profile', 'wishlist', 'promo', 'tax', 'notify', 'media', 'geo']
const actions = ['list', 'detail', 'create', 'update', 'history', 'summary', 'export', 'status', 'items', 'batch', 'validate', 'refresh', 'token', 'preview', 'stream']
const paths = services.flatMap((service, i) => actions.map((action, j) => `/api/v${1 + (i * actions.length + j) % 3}/${service}/${action}`))
const domains = ['.prod.svc.cluster.local:8080', '.mesh.local', '.internal.example.com:443']
const authorities = services.map((service, i) => service + (domains[i % 3] ?? ''))
const browser = (system: string, rest: string): string => `Mozilla/5.0 (${system}) ${rest}`
const agents = [
  browser('Windows NT 10.0; Win64; x64', 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'),
  browser('Macintosh; Intel Mac OS X 10_15_7', 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15'),
  browser('iPhone; CPU iPhone OS 17_1 like Mac OS X', 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1'),
  'okhttp/4.12.0', 'Go-http-client/2.0', 'Go-http-client/1.1', 'python-requests/2.31.0', 'axios/1.6.2', 'grpc-java-netty/1.59.0', 'grpc-go/1.60.1', 'curl/8.4.0',
  'kube-probe/1.28', 'ELB-HealthChecker/2.0', 'Envoy/HC', 'node-fetch/1.0 (+https://github.com/bitinn/node-fetch)', '-',
]
const methods = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE']
const goodCodes = [200, 200, 200, 200, 200, 200, 200, 200, 201, 204, 304, 301, 400, 401, 404, 404]
const failures: readonly (readonly [string, number])[] = [
  ['UF,URX', 503], ['UF', 503], ['UH', 503], ['UC', 503], ['NR', 404], ['UT', 504], ['URX', 503], ['UO', 503], ['DC', 0], ['DPE', 400], ['UPE', 502], ['RL', 429],
  ['LR', 503], ['SI', 408], ['DI', 200], ['FI', 503], ['UAEX', 403], ['NC', 503], ['DT', 504], ['IH', 400],
]
const withoutUpstream = new Set(['UH', 'NR', 'RL', 'NC', 'UAEX', 'DPE'])

/** One request of two per cent that fail, to 20 authorities and 400 upstreams, with latencies as real ones are spread. */
function makeRequests(): (time: number) => Record<string, string | number> {
  let state = 20261125
  const random = (): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0
    return (Math.imul(state ^ (state >>> 13), 0x297a2d39) >>> 0) / 4294967296
  }
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(values: readonly T[], skew = 1): T => values[Math.floor(random() ** skew * values.length)] as T
  const normal = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
  const hex = (digits: number): string => Array.from({ length: Math.ceil(digits / 8) }, () => below(2 ** 32).toString(16).padStart(8, '0')).join('').slice(0, digits)
  const upstreams = Array.from({ length: 400 }, () => `10.${below(4)}.${below(256)}.${1 + below(250)}:${pick([8080, 9080, 443, 50051])}`)
  return time => {
    const method = pick(methods)
    const [flags, code] = random() < 0.02 ? pick(failures) : ['-', pick(goodCodes)]
    const took = Math.min(60_000, Math.floor(Math.exp(2.6 + 1.1 * normal())))
    const path = pick(paths, 2)
    return {
      time: new Date(time).toISOString(), method, path: random() < 0.2 ? `${path}?id=${below(100_000)}&page=${below(50)}` : path, protocol: pick(['HTTP/1.1', 'HTTP/1.1', 'HTTP/2', 'HTTP/2', 'HTTP/2']),
      code, flags, received: method === 'GET' || method === 'DELETE' ? 0 : below(4096), sent: code === 204 || code === 304 || code === 0 ? 0 : Math.floor(Math.exp(6 + 1.5 * normal())),
      took: flags === 'UT' ? 15_000 : took, upstreamTook: flags === '-' ? Math.max(0, took - below(3)) : '-',
      forwarded: random() < 0.6 ? `203.0.${below(256)}.${below(256)}` : random() < 0.5 ? `198.51.100.${below(256)},10.0.${below(256)}.${below(256)}` : '-',
      agent: pick(agents), id: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`, authority: pick(authorities, 1.5), upstream: withoutUpstream.has(flags) ? '-' : pick(upstreams),
    }
  }
}

const orNull = (value: string | number | undefined): string | number | null => value === '-' ? null : value ?? null

function print(form: AccessLogForm, r: Record<string, string | number>): string {
  switch (form) {
    case 'default': return `[${r.time}] "${r.method} ${r.path} ${r.protocol}" ${r.code} ${r.flags} ${r.received} ${r.sent} ${r.took} ${r.upstreamTook} "${r.forwarded}" "${r.agent}" "${r.id}" "${r.authority}" "${r.upstream}"\n`
    case 'custom': return `${r.time} code=${r.code} flags=${r.flags} took=${r.took}ms upstream_took=${r.upstreamTook} in=${r.received} out=${r.sent} ${r.method} "${r.path}" ${r.protocol} xff="${r.forwarded}" agent="${r.agent}" id=${r.id} host=${r.authority} to=${r.upstream}\n`
    case 'json': return `${JSON.stringify({
      start_time: r.time, method: r.method, path: r.path, protocol: r.protocol, response_code: r.code, response_flags: r.flags, bytes_received: r.received, bytes_sent: r.sent,
      duration: r.took, upstream_service_time: r.upstreamTook === '-' ? null : String(r.upstreamTook), x_forwarded_for: orNull(r.forwarded), user_agent: orNull(r.agent),
      request_id: r.id, authority: r.authority, upstream_host: orNull(r.upstream),
    })}\n`
  }
}

/**
 * Writes a log of one hour unless it is there, the same at every run. Every 6000th line of a text is cut short, as after a crash; readers of
 * JSON that it is compared with end at such a line. @returns the log's path
 */
export function makeAccessLog(form: AccessLogForm, lines: number): string {
  const file = `.cache/bench/access-${form}-${lines}.log`
  if (existsSync(file)) return file
  mkdirSync(dirname(file), { recursive: true })
  const handle = openSync(file, 'w')
  const next = makeRequests()
  const start = Date.UTC(2026, 10, 20, 10)
  let batch = ''
  for (let i = 0; i < lines; i++) {
    const line = print(form, next(start + Math.floor(i * 3_600_000 / lines)))
    batch += form !== 'json' && i % 6000 === 5999 ? `${line.slice(0, line.length * 0.6)}\n` : line
    if (batch.length < 1 << 20) continue
    writeSync(handle, batch)
    batch = ''
  }
  writeSync(handle, batch)
  closeSync(handle)
  return file
}
