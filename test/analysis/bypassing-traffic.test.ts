import assert from 'node:assert/strict'
import { listBypassed, listUnqualified } from '../../src/analysis/index.ts'
import type { Cluster, LogGroup, RouteConfig } from '../../src/evidence/schema.ts'

const host = (name: string, cluster: string) =>
  ({ name, label: name, routeConfig: 'egress', domains: [name], used: true, routes: [{ match: 'prefix /', prefix: '/', conditions: [], action: 'route', clusters: [cluster], weights: [100], timeout: 15 }] })
const config = (catchAll: string): RouteConfig =>
  ({ name: 'egress', virtualHosts: [host('payments.shop.local', 'payments'), host('*', catchAll)] })
const asked = (authority: string): LogGroup[] => [{ code: 200, flags: '', authority, method: 'GET', path: '/', count: 1, p50: 1, p99: 1 }]

describe('listUnqualified', () => {
  const cases: [string, string, string, string[]][] = [
    ['a service without its namespace', 'cds_egress_shop_mesh-allow-all', 'payments', ['payments (payments.shop.local)']],
    ['in capitals, with a port', 'cds_egress_shop_mesh-allow-all', 'Payments:8080', ['payments (payments.shop.local)']],
    ['the whole name', 'cds_egress_shop_mesh-allow-all', 'payments.shop.local', []],
    ['the beginning of a name', 'cds_egress_shop_mesh-allow-all', 'pay', []],
    ['no authority', 'cds_egress_shop_mesh-allow-all', '', []],
    ['a catch-all that stays in the mesh', 'payments', 'payments', []],
  ]
  for (const [name, catchAll, authority, expected] of cases) {
    it(name, () => assert.deepEqual(listUnqualified([config(catchAll)], asked(authority)), expected))
  }
})

describe('listBypassed', () => {
  const cluster = (special: string, address: string, port: number, direction = 'egress') =>
    ({ name: special, label: special === '' ? 'payments' : special, special, direction, endpoints: [{ address, port, healthy: true, state: 'healthy', flags: [] }] }) as unknown as Cluster
  it('names the hosts that both have', () => {
    assert.deepEqual(listBypassed([cluster('', '10.0.0.7', 8080), cluster('mesh-allow-all', '10.0.0.7', 8080)]), ['10.0.0.7:8080 of payments'])
  })
  it('not another port, nor the application beside the proxy', () => {
    assert.deepEqual(listBypassed([cluster('', '10.0.0.7', 8080), cluster('mesh-allow-all', '10.0.0.7', 8081)]), [])
    assert.deepEqual(listBypassed([cluster('', '10.0.0.7', 8080, 'ingress'), cluster('mesh-allow-all', '10.0.0.7', 8080)]), [])
  })
})
