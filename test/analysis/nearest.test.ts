import assert from 'node:assert/strict'
import fc from 'fast-check'
import { compareSans, findVirtualHost, listMissingClusters, listNames, markDifference, nearestChain, nearestName, nearestRoute, percentOf } from '../../src/analysis/index.ts'
import type { Cluster, Listener, LogGroup, RouteConfig } from '../../src/evidence/schema.ts'

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
    [request('payments.shop.locl'), /GET payments\.shop\.locl\/ matches no virtual host; the nearest domain is payments\.shop\.loc«a»l$/],
    [request('payments.shop.local:9090'), /; the port differs: 9090 in place of 8080 at payments\.shop\.local$/],
    [request('payments.shop.local', '/refund'), /reaches virtual host exact, none of whose routes takes it: prefix \/pay \(the path differs: \/refund\)$/],
    [request('payments.shop.local', '/pray/7'), /prefix \/pay \(the path differs: \/p«ray\/7»\)$/],
    [request('empty.example'), /reaches virtual host none, which has no routes/],
    [request('payments'), /GET payments\/ matches no virtual host; the nearest domain is payments«\.shop\.local»$/],
    [request('zzz'), /matches no virtual host; the domains are payments\.shop\.local, /],
  ]
  for (const [group, text] of misses) it(`${group.authority}${group.path}`, () => assert.match(nearestRoute([config], [group]), text))

  const route = (match: string, more: object): object => ({ match, conditions: [], action: 'route', clusters: ['c'], weights: [], timeout: 15, ...more })
  const nearRoutes: [string, object[], LogGroup, string][] = [
    ['the route whose path fits before the others', [route('prefix /x', { prefix: '/x' }), route('path /pay, header x-canary', { path: '/pay', conditions: ['header x-canary'] })],
      request('a', '/pay'), 'path /pay, header x-canary (the path fits; it also asks for header x-canary); prefix /x (the path differs: /pay)'],
    ['the method', [route('prefix /, header :method = POST', { prefix: '/', conditions: ['header :method = POST'] })], request('a', '/pay'), 'prefix /, header :method = POST (the method differs: GET)'],
    ['a path that only begins like it', [route('path /pay', { path: '/pay' })], request('a', '/pay/7'), 'path /pay (the path differs: /pay«/7»)'],
    ['any case', [route('prefix /Pay, case-insensitive', { prefix: '/Pay', conditions: ['case-insensitive'] })], request('a', '/pay'), 'prefix /Pay, case-insensitive (nothing in the log tells)'],
    ['an identifier that the log no longer has', [route('prefix /pay/7', { prefix: '/pay/7' })], request('a', '/pay/*'), 'prefix /pay/7 (nothing in the log tells)'],
  ]
  for (const [name, routes, group, text] of nearRoutes) {
    it(name, () => {
      const one = { name: 'rds', virtualHosts: [{ ...host('v', ['a']), routes }] } as unknown as RouteConfig
      assert.equal(nearestRoute([one], [group]).split('takes it: ')[1], text)
    })
  }

  const cluster = (name: string, more: object = {}): Cluster => ({ name, label: name, special: '', direction: 'egress', warming: false, endpoints: [], ...more }) as unknown as Cluster
  const listener = (...ports: (number | undefined)[]): Pick<Listener, 'chains'> => ({ chains: ports.map(destinationPort => ({ destinationPort })) }) as unknown as Listener
  it("names a service's port that no filter chain takes", () => {
    assert.equal(nearestChain(listener(9080), [cluster('payments', { port: 8080 })]), 'no chain takes port 8080, at which payments listens; the chains take 9080')
    assert.equal(nearestChain(listener(9080), [cluster('payments', { endpoints: [{ port: 8081 }] })]), 'no chain takes port 8081, at which payments listens; the chains take 9080')
  })
  it('names none where each has its chain, or one takes everything', () => {
    assert.equal(nearestChain(listener(8080), [cluster('payments', { port: 8080 })]), '')
    assert.equal(nearestChain(listener(9080, undefined), [cluster('payments', { port: 8080 })]), '')
    assert.equal(nearestChain(listener(9080), [cluster('own', { port: 8080, direction: 'ingress' })]), '')
  })
  it('lists what routes send to and the proxy lacks, warming ones too, with the name most like it', () => {
    const routes = ['orders', 'user', 'user', 'carts', 'zzz'].map(name => route('prefix /', { clusters: [name] }))
    const one = { name: 'rds', virtualHosts: [{ ...host('v', ['a']), routes }] } as unknown as RouteConfig
    assert.deepEqual(listMissingClusters([one], [cluster('orders'), cluster('users'), cluster('carts', { warming: true }), cluster('zzzz', { special: 'amazonaws' })]),
      ['user (nearest: user«s»)', 'carts (still warming)', 'zzz'])
  })

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
    assert.deepEqual([percentOf(212, 214), percentOf(0, 5), percentOf(1, 1000), percentOf(3, 0), percentOf(0, 0), percentOf(143, 142), percentOf(4, 4)],
      ['212 of 214 (99 %)', '0 of 5 (0 %)', '1 of 1000 (<1 %)', '3', '0 of 0', '143', '4 of 4 (100 %)'])
  })
  it('lists names', () => {
    assert.deepEqual([listNames([]), listNames(['a']), listNames(['a', 'b', 'c']), listNames(['a', 'b', 'c', 'd', 'e', 'f', 'g'])],
      ['none', 'a', 'a, b and c', 'a, b, c, d, e and 2 more'])
  })
})
