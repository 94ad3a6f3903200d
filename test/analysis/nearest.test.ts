import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compareSans, findVirtualHost, listNames, markDifference, nearestName, nearestRoute, percentOf } from '../../src/analysis/index.ts'
import type { LogGroup, RouteConfig } from '../../src/evidence/schema.ts'

const host = (name: string, domains: string[], paths: string[] = ['/']): RouteConfig['virtualHosts'][number] => ({
  name, label: name, routeConfig: 'rds', domains, used: true,
  routes: paths.map(prefix => ({ match: `prefix ${prefix}`, prefix, conditions: [], action: 'route', clusters: ['c'], weights: [], timeout: 15 })),
})

const config: RouteConfig = {
  name: 'rds',
  virtualHosts: [host('exact', ['payments.shop.local', 'payments.shop.local:8080'], ['/pay']), host('suffix', ['*.shop.local']), host('prefix', ['admin.*']), host('none', ['empty.example'], [])],
}

const request = (authority: string, path = '/'): LogGroup => ({ code: 404, flags: 'NR', authority, method: 'GET', path, count: 1, p50: 0, p99: 0 })

describe('the nearest miss', () => {
  const hosts: [string, string | undefined][] = [
    ['payments.shop.local', 'exact'], ['PAYMENTS.shop.local', 'exact'], ['payments.shop.local:8080', 'exact'], ['payments.shop.local:9090', undefined],
    ['orders.shop.local', 'suffix'], ['.shop.local', undefined], ['shop.local', undefined], ['admin.x', 'prefix'], ['admin.', undefined], ['other', undefined],
  ]
  for (const [authority, name] of hosts) it(`virtual host of ${authority}`, () => assert.equal(findVirtualHost(config, authority)?.name, name))

  const misses: [LogGroup, RegExp][] = [
    [request('payments.shop.locl'), /GET payments\.shop\.locl\/ matches no virtual host; the nearest domain is payments\.shop\.local/],
    [request('payments.shop.local', '/refund'), /reaches virtual host exact, none of whose routes takes it: prefix \/pay \(the path differs\)/],
    [request('empty.example'), /reaches virtual host none, which has no routes/],
    [request('payments'), /GET payments\/ matches no virtual host; the nearest domain is payments\.shop\.local/],
    [request('zzz'), /matches no virtual host; the domains are/],
  ]
  for (const [group, text] of misses) it(`${group.authority}${group.path}`, () => assert.match(nearestRoute([config], [group]), text))

  it('marks the part of a name that differs', () => {
    assert.equal(markDifference('payments.shop.local', 'payments-v2.shop.local'), 'payments«-v2».shop.local')
    assert.equal(markDifference('same', 'same'), 'same')
  })
  it('marking only adds the marks', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z.-]*$/), fc.stringMatching(/^[a-z.-]*$/), (a, b) => markDifference(a, b).replace(/[«»]/g, '') === b))
  })
  it('compares presented with trusted names', () => {
    assert.equal(compareSans(['payments-v2.shop.local'], ['payments.shop.local']), 'nearest: payments«-v2».shop.local against payments.shop.local')
    assert.equal(compareSans([], ['a']), 'it presents no name at all')
  })
  it('suggests a name only where one is alike', () => {
    assert.equal(nearestName('tls/verfied', ['tls/verified', 'proxy/draining']), 'tls/verified')
    assert.equal(nearestName('zzzz', ['tls/verified']), undefined)
  })
  it('never prints a share without its whole', () => {
    assert.deepEqual([percentOf(212, 214), percentOf(0, 5), percentOf(1, 1000), percentOf(3, 0), percentOf(4, 4)],
      ['212 of 214 (99 %)', '0 of 5 (0 %)', '1 of 1000 (<1 %)', '3 of 0', '4 of 4 (100 %)'])
  })
  it('lists names', () => {
    assert.deepEqual([listNames([]), listNames(['a']), listNames(['a', 'b', 'c']), listNames(['a', 'b', 'c', 'd', 'e', 'f', 'g'])],
      ['none', 'a', 'a, b and c', 'a, b, c, d, e and 2 more'])
  })
})
