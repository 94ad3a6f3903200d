/**
 * App Mesh's API over a mesh in memory, on a port of its own: `fake-api.js` prints its URL, and at the end of its input what it was asked.
 * It pages lists by 100, as the API does, answers after 5 ms, and refuses what comes faster than its token bucket fills.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { atQuotas } from '../generate-mesh.ts'
import { listOf, type Made } from './describe.ts'
import { makeMesh } from './make-mesh.ts'

const pageSize = 100
const answerMilliseconds = 5
/** AWS publishes no figure for App Mesh; this is what a mesh at its quotas needs to be read in a minute, with half of it to spare. */
const perSecond = 300, burst = 300

const [made, paths] = [makeMesh(atQuotas), new Map<string, Made | Made[]>()]
const outerKind: Readonly<Record<string, string>> = { route: 'virtualRouter', gatewayRoute: 'virtualGateway' }
for (const one of made) {
  const outer = one.parent === undefined ? '' : `/${outerKind[one.kind] ?? ''}/${one.parent}`
  const list = `/v20190125/meshes/shop${outer}/${one.kind}s`
  if (one.kind === 'mesh') {
    paths.set('/v20190125/meshes/shop', one)
    continue
  }
  paths.set(`${list}/${one.name}`, one)
  const known = paths.get(list)
  if (Array.isArray(known)) known.push(one)
  else paths.set(list, [one])
}

const asked = { answered: 0, refused: 0 }
let tokens = burst, filled = Date.now()

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://fake')
  setTimeout(() => { answer(url, response) }, answerMilliseconds)
})

function answer(url: URL, response: ServerResponse): void {
  const now = Date.now()
  tokens = Math.min(burst, tokens + (now - filled) / 1000 * perSecond)
  filled = now
  if (tokens < 1) {
    asked.refused++
    send(response, 429, { message: 'Rate exceeded' }, { 'x-amzn-errortype': 'TooManyRequestsException' })
    return
  }
  tokens--
  const found = paths.get(decodeURIComponent(url.pathname))
  if (found === undefined) {
    send(response, 404, { message: 'no such resource' }, { 'x-amzn-errortype': 'NotFoundException' })
    return
  }
  asked.answered++
  if (!Array.isArray(found)) {
    send(response, 200, found.answer[found.kind] ?? {})
    return
  }
  const from = Number(url.searchParams.get('nextToken') ?? 0)
  const page = listOf(found.slice(from, from + pageSize))
  send(response, 200, from + pageSize < found.length ? { ...page, nextToken: String(from + pageSize) } : page)
}

function send(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  // The API counts seconds where the CLI prints a date.
  response.end(JSON.stringify(body, (key, value: unknown) => typeof value === 'string' && /^(?:createdAt|lastUpdatedAt)$/.test(key) ? Date.parse(value) / 1000 : value))
}

server.listen(0, '127.0.0.1', () => { process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`) })
process.stdin.resume()
process.stdin.on('end', () => {
  process.stdout.write(`${JSON.stringify(asked)}\n`)
  server.close()
  server.closeAllConnections()
})
