/** Serves so many admin interfaces with the answers of one saved proxy, until standard input ends: `serve-fleet.js FOLDER COUNT`; prints their addresses as JSON. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [folder = '', count = '1'] = process.argv.slice(2)
const read = (name: string): Buffer => readFileSync(`${folder}/${name}`)
const answers: Readonly<Record<string, Buffer>> = { '/server_info': read('server_info.json'), '/config_dump': read('config_dump.json'), '/clusters': read('clusters.json'), '/listeners': read('listeners.json'), '/certs': read('certs.json') }
const samples = [read('stats-1.txt'), read('stats-2.txt')]
const narrowed = new Map<string, Buffer>()

/** What Envoy leaves of a page for this query. */
function narrow(nth: number, url: URL): Buffer {
  const key = `${nth} ${url.search}`
  const known = narrowed.get(key)
  if (known !== undefined) return known
  const filter = new RegExp(url.searchParams.get('filter') ?? '')
  const lines = (samples[nth] as Buffer).toString().split('\n').filter(line => {
    const at = line.lastIndexOf(': ')
    return at > 0 && filter.test(line.slice(0, at)) && !(url.searchParams.has('usedonly') && line.endsWith(': 0'))
  })
  const page = Buffer.from(`${lines.join('\n')}\n`)
  narrowed.set(key, page)
  return page
}

const servers = await Promise.all(Array.from({ length: Number(count) }, async () => {
  let asked = 0
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    if (url.pathname === '/stats') response.end(url.search === '' ? samples[Math.min(1, asked++)] : narrow(Math.min(1, asked++), url))
    else if (url.pathname === '/stats/prometheus') response.end('')
    else response.end(answers[url.pathname] ?? '')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}))
console.log(JSON.stringify(servers))
process.stdin.on('end', () => process.exit(0)).resume()
