import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Digest } from '../../src/evidence/proxy-evidence.ts'
import type { Cluster } from '../../src/evidence/schema.ts'
import { PeerIndex } from '../../src/providers/match-peers.ts'

const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '0.0.0.0', '::')
const port = fc.constantFrom(0, 8080, 9080)
const node = fc.constantFrom('orders_prod', 'users_prod')
const listener = fc.record({ direction: fc.constantFrom('ingress', 'egress', undefined), address, port: fc.option(port, { nil: undefined }), chains: fc.constant([]), statName: fc.string() })
const cluster = fc.record({
  direction: fc.constantFrom('ingress', 'egress', 'egress'), special: fc.constantFrom('', '', '', 'xds'), virtualNode: fc.option(node, { nil: undefined }), port: fc.option(port, { nil: undefined }),
  endpoints: fc.array(fc.record({ address, port }), { maxLength: 3 }),
})
const digest = fc.record({
  evidence: fc.record({ proxy: fc.option(fc.record({ mesh: fc.constantFrom('shop', 'test', undefined), endpointName: fc.option(node, { nil: undefined }) }), { nil: undefined }) }),
  clusters: fc.array(cluster, { maxLength: 3 }), listeners: fc.array(listener, { maxLength: 3 }),
})
const mesh = fc.array(digest, { minLength: 1, maxLength: 6 }).map(digests => digests as unknown as Digest[])

/** What the index stands for: each proxy looked at for each cluster. */
function findSlowly(wanted: Cluster, client: Digest, digests: readonly Digest[]): Digest | undefined {
  if (wanted.direction === 'ingress' || wanted.special !== '') return undefined
  const endpoints = wanted.endpoints as readonly { address: string, port: number }[]
  const others = digests.filter(other => other !== client && other.evidence.proxy !== undefined)
  const sharesAddress = ({ listeners }: Digest): boolean => listeners.some(({ direction, address: own, port: at }) => direction !== 'egress' && endpoints.some(endpoint =>
    (endpoint.address === own && endpoint.port === (at ?? 0))
    || (wanted.virtualNode === undefined && (own === '0.0.0.0' || own === '::') && endpoint.port === at)))
  const mine = wanted.virtualNode === undefined ? [] : others.filter(({ evidence: { proxy } }) => proxy?.endpointName === wanted.virtualNode && proxy?.mesh === client.evidence.proxy?.mesh)
  return mine.find(sharesAddress) ?? mine[0] ?? others.find(sharesAddress)
}

describe('PeerIndex', () => {
  it('finds the proxy that looking at each of them would find', () => {
    fc.assert(fc.property(mesh, digests => {
      const index = new PeerIndex(digests)
      for (const client of digests) {
        for (const wanted of client.clusters) assert.equal(index.find(wanted, client)?.digest, findSlowly(wanted, client, digests))
      }
    }), { numRuns: 2000 })
  })

  it('is asked for each cluster without looking at each proxy', () => {
    let looked = 0
    const make = (i: number): Digest => ({
      evidence: { proxy: { mesh: 'shop', endpointName: `node-${i}` } }, clusters: [],
      get listeners() {
        looked++
        return [{ direction: 'ingress', address: `10.0.0.${i}`, port: 8080, chains: [], statName: '' }]
      },
    }) as unknown as Digest
    const digests = Array.from({ length: 200 }, (_, i) => make(i))
    const index = new PeerIndex(digests)
    const wanted = (i: number): Cluster => ({ direction: 'egress', special: '', virtualNode: `node-${i}`, endpoints: [{ address: `10.0.0.${i}`, port: 8080 }], port: 8080 }) as unknown as Cluster
    for (let i = 1; i < 200; i++) assert.equal(index.find(wanted(i), digests[0] as Digest)?.listener?.address, `10.0.0.${i}`)
    assert.ok(looked <= 400, `${looked} looks`)
  })
})
