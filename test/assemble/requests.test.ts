import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findVirtualHost } from '../../src/analysis/index.ts'
import { attributeRequests } from '../../src/assemble/requests.ts'
import type { LogGroup, Proxy, RouteConfig } from '../../src/evidence/schema.ts'

const domain = fc.constantFrom('orders.shop', 'users.shop', 'Users.Shop', 'cart.shop', '*.shop', 'orders.*', '*')
const authority = fc.constantFrom('orders.shop', 'ORDERS.shop', 'users.shop', 'cart.shop', 'other.shop', 'orders.test', '-')
const host = fc.record({ name: fc.string({ maxLength: 3 }), domains: fc.array(domain, { maxLength: 2 }), routes: fc.array(fc.record({ clusters: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }) }), { maxLength: 2 }) })
const config = fc.record({ name: fc.string({ maxLength: 3 }), virtualHosts: fc.array(host, { maxLength: 3 }) })

const group = (fields: Partial<LogGroup>): LogGroup => ({ authority: '-', flags: '-', cluster: undefined, upstream: undefined, ...fields }) as LogGroup
const proxyOf = (routeConfigs: readonly RouteConfig[], clusters: readonly object[] = []): Proxy => ({ routeConfigs, clusters }) as unknown as Proxy

/** What the index stands for: each route configuration asked for each authority. */
function routeSlowly(configs: readonly RouteConfig[], asked: string): string | undefined {
  const narrow = configs.filter(({ virtualHosts }) => !virtualHosts.some(({ domains }) => domains.includes('*')))
  const clusters = new Set((narrow.length > 0 ? narrow : configs).flatMap(each => findVirtualHost(each, asked)?.routes.flatMap(route => route.clusters) ?? []))
  return clusters.size === 1 ? [...clusters][0] : undefined
}

describe('attributeRequests', () => {
  it('finds the cluster of an authority as if each route configuration were asked', () => {
    fc.assert(fc.property(fc.array(config, { maxLength: 5 }), authority, (made, asked) => {
      const configs = made as unknown as RouteConfig[]
      const expected = routeSlowly(configs, asked)
      assert.deepEqual([...attributeRequests(proxyOf(configs), [group({ authority: asked })]).keys()], expected === undefined ? [] : [expected])
    }), { numRuns: 2000 })
  })

  const configs = [{ name: 'egress', virtualHosts: [{ name: 'orders', domains: ['orders.shop'], routes: [{ clusters: ['by-route'] }] }] }] as unknown as RouteConfig[]
  const proxy = proxyOf(configs, [{ name: 'by-address', endpoints: [{ address: '10.0.0.1', port: 8080 }] }, { name: 'logged.shop', endpoints: [] }])
  const cases: readonly [title: string, fields: Partial<LogGroup>, cluster: string | undefined][] = [
    ['the cluster that the log names', { cluster: 'named', upstream: '10.0.0.1:8080', authority: 'orders.shop' }, 'named'],
    ['the cluster of the host', { upstream: '10.0.0.1:8080', authority: 'orders.shop' }, 'by-address'],
    ['the cluster of the route', { authority: 'orders.shop' }, 'by-route'],
    ['no cluster where no route was found', { authority: 'orders.shop', flags: 'NR' }, undefined],
    ['no cluster for an unknown authority', { authority: 'users.shop' }, undefined],
    ['the cluster that is named by an authority, where the log alone names clusters', { authority: 'logged.shop' }, 'logged.shop'],
    ['no such cluster where no route was found', { authority: 'logged.shop', flags: 'NC' }, undefined],
  ]
  for (const [title, fields, cluster] of cases) {
    it(`gives ${title}`, () => assert.deepEqual([...attributeRequests(proxy, [group(fields)]).keys()], cluster === undefined ? [] : [cluster]))
  }

  it('knows an IPv6 host, which the log writes in brackets', () => {
    const clusters = [{ name: 'orders', endpoints: [{ address: '2001:db8::7', port: 8080 }] }]
    assert.deepEqual([...attributeRequests(proxyOf([], clusters), [group({ upstream: '[2001:db8::7]:8080' })]).keys()], ['orders'])
  })
})
