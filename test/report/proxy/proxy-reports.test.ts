import assert from 'node:assert/strict'
import { Absent } from '../../../src/evidence/absent.ts'
import { hasHidden } from '../../../src/report/escape.ts'
import { proxyReporters } from '../../../src/report/proxy/index.ts'
import type { ProxyHead, ProxyReport } from '../../../src/report/proxy/page.ts'
import { displayWidth } from '../../../src/report/text/width.ts'
import type { Sheet } from '../../../src/proxy/sheet.ts'
import type { EndpointRow } from '../../../src/proxy/endpoints.ts'

const head: ProxyHead = { label: 'checkout', source: 'checkout', provider: 'app-mesh', mesh: 'shop', endpointKind: 'virtualNode', endpointName: 'checkout', version: '1.29.12', state: 'LIVE', at: '2026-11-20T11:02:17.000Z', clock: 'recorded', frozen: true }
const hostile = 'x\x1b[2J\u202e\n| <img src=x> `` @all «a» | \x07'
const noDump = new Absent('config_dump', 'no Envoy config_dump given')
const endpoint: EndpointRow = { cluster: 'cds_egress_shop_payments_http_8080', label: 'payments', direction: 'egress', protocol: 'http', address: '10.0.0.7', port: 8080, hostname: undefined, healthy: false, state: 'fails its health check', flags: ['failed_active_hc'], panic: true, panics: 157 }
const report = (...sheets: Sheet[]): ProxyReport => ({ command: 'endpoints', tool: { name: 'meshmedic', version: '0.1.0' }, pages: [{ head, sheets }], problems: [] })
const endpoints = (...rows: EndpointRow[]): Sheet => ({ key: 'endpoints', table: { rows, of: rows.length, undecided: 0, notes: [] } })
const hostileSheets: Sheet[] = [
  endpoints({ ...endpoint, cluster: hostile, label: hostile, address: hostile, hostname: hostile, state: hostile.repeat(50) }),
  { key: 'routes', table: { rows: [{ routeConfig: hostile, virtualHost: hostile, domains: [hostile], used: true, direction: '', port: undefined, match: hostile, action: hostile, to: [{ cluster: hostile, label: hostile, weight: 3 }], timeout: 15, retryOn: hostile, retries: 2, perTryTimeout: 1 }], of: 1, undecided: 0, notes: [hostile] } },
  { key: 'settings', table: { rows: [{ section: hostile, setting: hostile, value: hostile }], of: 1, undecided: 0, notes: [] } },
  { key: 'clusters', table: new Absent('config_dump', `no ${hostile}`) },
]

describe('tables of proxies', () => {
  for (const width of [80, 160]) {
    it(`fit ${width} columns and never cut a reason`, async () => {
      const render = await proxyReporters.table()
      const text = render(report(endpoints({ ...endpoint, label: 'a-very-long-virtual-node-name'.repeat(3) })), { width, color: false, all: false })
      assert.match(text, /fails its health check; used in panic/)
      assert.match(text, /App Mesh "shop", virtual node checkout/)
      assert.match(text, /frozen, do not restart/)
      for (const line of text.split('\n')) assert.ok(displayWidth(line) <= width, line)
    })
  }

  it('cut nothing with --all', async () => {
    const render = await proxyReporters.table()
    const name = 'n'.repeat(300)
    assert.ok(render(report(endpoints({ ...endpoint, label: name })), { width: 80, color: false, all: true }).includes(name))
  })

  it('colour what should not be so, and only with colour', async () => {
    const render = await proxyReporters.table()
    assert.ok(render(report(endpoints(endpoint)), { width: 100, color: true, all: false }).includes('\x1b[31m'))
    assert.ok(!render(report(endpoints({ ...endpoint, healthy: true, state: 'healthy' })), { width: 100, color: true, all: false }).includes('\x1b['))
    assert.ok(!render(report(endpoints(endpoint)), { width: 100, color: false, all: false }).includes('\x1b['))
  })

  for (const format of ['table', 'markdown', 'json'] as const) {
    it(`show what is hidden in names (${format})`, async () => {
      const text = (await proxyReporters[format]())({ ...report(...hostileSheets), pages: [{ head: { ...head, label: hostile, mesh: hostile }, sheets: hostileSheets }] }, { width: 80, color: false, all: false })
      for (const line of text.split('\n')) assert.ok(!hasHidden(line), JSON.stringify(line))
      if (format === 'json') assert.equal((JSON.parse(text) as { proxies: { proxy: { label: string } }[] }).proxies[0]?.proxy.label, hostile)
      if (format === 'markdown') assert.doesNotMatch(text.replace(/(`+)[^]*?\1/g, ''), /<img/)
    })
  }

  it('say why a value or a whole table is not known, with the command that would tell', async () => {
    const unknown: Sheet = { key: 'secrets', table: noDump }
    const text = (await proxyReporters.table())(report(endpoints({ ...endpoint, state: noDump, healthy: noDump }, endpoint), unknown), { width: 200, color: false, all: false })
    assert.match(text, /10\.0\.0\.7:8080 +\? /)
    assert.match(text, /Not known \(\?\): state: no Envoy config_dump given; `curl -s 'localhost:9901\/config_dump\?include_eds'` would tell/)
    assert.match(text, /Secrets: not known\n +no Envoy config_dump given/)
    const document = JSON.parse((await proxyReporters.json())(report(unknown), { width: 80, color: false, all: false })) as { schemaVersion: number, proxies: { tables: { secrets: unknown } }[] }
    assert.equal(document.schemaVersion, 1)
    assert.deepEqual(document.proxies[0]?.tables.secrets, { unknown: 'no Envoy config_dump given', lack: 'config_dump' })
  })

  it('count what a filter left out and could not decide', async () => {
    const sheet: Sheet = { key: 'endpoints', table: { rows: [endpoint], of: 12, undecided: 2, notes: [] } }
    const text = (await proxyReporters.table())(report(sheet), { width: 100, color: false, all: false })
    assert.match(text, /Endpoints: 1 of 12\n/)
    assert.match(text, /2 rows left out of which nothing tells/)
  })
})
