import assert from 'node:assert/strict'
import { Absent } from '../../src/evidence/absent.ts'
import { EndpointViews } from '../../src/engine/endpoint-skew.ts'
import type { Digest } from '../../src/evidence/proxy-evidence.ts'

interface Client { type?: string, hosts: string, leaving?: string, at?: number }

const client = ({ type = 'EDS', hosts, leaving = '', at = 0 }: Client): Digest => ({
  evidence: { proxy: { provider: 'app-mesh', mesh: 'shop' }, clock: { at } },
  clusters: [{
    name: 'c', special: '', direction: 'egress', type,
    endpoints: [...hosts.split('').map(address => ({ address, port: 80, flags: [] })), ...leaving.split('').map(address => ({ address, port: 80, flags: ['pending_dynamic_removal'] }))],
  }],
}) as unknown as Digest

describe('endpoints as clients see them', () => {
  const cases: { name: string, clients: Client[], skew: (readonly string[] | string)[] }[] = [
    { name: 'a single client', clients: [{ hosts: 'ab' }], skew: ['peer'] },
    { name: 'the same in another order', clients: [{ hosts: 'ab' }, { hosts: 'ba' }], skew: [[], []] },
    { name: 'most decide', clients: [{ hosts: 'ab' }, { hosts: 'a' }, { hosts: 'a' }], skew: [['sees b:80'], [], []] },
    { name: 'one lacks what the others see', clients: [{ hosts: 'a' }, { hosts: 'ab' }, { hosts: 'ab' }], skew: [['does not see b:80'], [], []] },
    { name: 'one against one', clients: [{ hosts: 'ab' }, { hosts: 'a' }], skew: [['sees b:80'], ['does not see b:80']] },
    { name: 'what discovery took away does not count', clients: [{ hosts: 'a', leaving: 'b' }, { hosts: 'a' }], skew: [[], []] },
    { name: 'another moment', clients: [{ hosts: 'a' }, { hosts: 'b', at: 600_000 }], skew: ['peer', 'peer'] },
    { name: 'a name of which each keeps one address', clients: [{ type: 'LOGICAL_DNS', hosts: 'a' }, { type: 'LOGICAL_DNS', hosts: 'b' }], skew: ['supported form', 'supported form'] },
  ]
  for (const { name, clients, skew } of cases) {
    it(name, () => {
      const digests = clients.map(client)
      const views = new EndpointViews(digests)
      assert.deepEqual(digests.map(digest => digest.clusters.map(cluster => views.compare(digest, cluster))).flat()
        .map(found => found instanceof Absent ? found.lack : found), skew)
    })
  }
})
