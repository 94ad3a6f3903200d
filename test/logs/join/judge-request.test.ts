import assert from 'node:assert/strict'
import { judgeRequest, type Seen } from '../../../src/logs/join/judge-request.ts'
import { Pairing } from '../../../src/logs/join/pairing.ts'

const seen = (more: Partial<Seen> = {}): Seen => ({ code: 200, flags: '', error: (more.code ?? 200) >= 500 || more.code === 0 || (more.flags ?? '') !== '', duration: 10, upstreamServiceTime: 4, method: 'GET', path: '/', authority: 'pay', upstream: '10.0.0.1:80', time: 1_000, ...more })

describe('logs: where a request failed', () => {
  const cases: [string, Seen, Seen[], string | undefined][] = [
    ['well at both', seen(), [seen()], undefined],
    ['no host', seen({ code: 503, flags: 'UH' }), [], 'client'],
    ['no route', seen({ code: 404, flags: 'NR' }), [], 'client'],
    ['no connection', seen({ code: 503, flags: 'URX,UF' }), [], 'between'],
    ['lost on the way', seen({ code: 503, flags: 'UC' }), [], 'between'],
    ['the caller left', seen({ code: 0, flags: 'DC' }), [seen({ code: 0, flags: 'DC' })], 'caller'],
    ['the application answered 500', seen({ code: 500 }), [seen({ code: 500 })], 'application'],
    ['the server\'s proxy could not reach the application', seen({ code: 503, flags: 'URX' }), [seen({ code: 503, flags: 'UF' }), seen({ code: 503, flags: 'UF' })], 'application'],
    ['the server\'s proxy refused', seen({ code: 403, flags: 'UR' }), [seen({ code: 403, flags: 'UAEX' })], 'server'],
    ['the application was too slow for the client', seen({ code: 504, flags: 'UT' }), [seen({ code: 0, flags: 'DC', duration: 9_000 })], 'application'],
    ['answered, too late', seen({ code: 504, flags: 'UT' }), [seen({ duration: 9 })], 'between'],
    ['an attempt failed', seen(), [seen({ code: 503, flags: 'UF' }), seen()], 'retried'],
  ]
  for (const [name, client, attempts, place] of cases) it(name, () => assert.equal(judgeRequest(client, attempts)?.place, place))
})

describe('logs: pairing', () => {
  const everywhere = (): boolean => true

  it('pairs in any order, counts attempts beyond the first as retries', () => {
    const pairing = new Pairing()
    pairing.add('servers', 'a', seen({ duration: 3, upstreamServiceTime: 2 }))
    pairing.add('clients', 'a', seen({ duration: 10 }))
    pairing.add('servers', 'a', seen({ duration: 4, upstreamServiceTime: 2 }))
    pairing.add('clients', 'b', seen({ code: 503, flags: 'UC' }))
    pairing.add('servers', 'c', seen())
    pairing.finish(everywhere)
    assert.deepEqual([pairing.pairs, pairing.retries, pairing.clientOnly, pairing.serverOnly], [1, 1, 1, 1])
    assert.deepEqual(pairing.time().map(({ part, sum }) => [part, sum]), [['total', 10], ['between', 3], ['server proxy', 3], ['application', 4]])
    assert.deepEqual(pairing.failures().map(({ place, requests, requestIds }) => [place, requests, requestIds]), [['between', 1, ['b']]])
  })

  it('of a proxy\'s incoming and outgoing line with one id only the outgoing is paired', () => {
    const pairing = new Pairing()
    pairing.add('clients', 'a', seen({ path: '/checkout', authority: 'checkout' }))
    pairing.add('clients', 'a', seen({ path: '/pay' }))
    pairing.add('servers', 'a', seen({ path: '/pay' }))
    pairing.finish(everywhere)
    assert.deepEqual([pairing.pairs, pairing.clientOnly, pairing.serverOnly], [1, 0, 0])
  })

  it('nothing is said of what the server\'s log does not cover', () => {
    const pairing = new Pairing()
    pairing.add('clients', 'a', seen({ code: 503, flags: 'UC', time: 5 }))
    pairing.finish(time => time > 10)
    assert.deepEqual([pairing.uncovered, pairing.clientOnly, pairing.failures()], [1, 0, []])
  })

  it('holds so many and no more, and says how many it gave up', () => {
    const pairing = new Pairing(2)
    for (const id of ['a', 'b', 'c', 'd']) pairing.add('clients', id, seen({ code: 503, flags: 'UC' }))
    for (const id of ['d', 'a']) pairing.add('servers', id, seen())
    pairing.finish(everywhere)
    assert.deepEqual([pairing.givenUp, pairing.pairs, pairing.serverOnly], [3, 1, 1])
  })
})
