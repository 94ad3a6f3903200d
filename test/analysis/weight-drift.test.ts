import assert from 'node:assert/strict'
import { listIdleTargets } from '../../src/analysis/index.ts'
import type { RouteConfig, VirtualHost } from '../../src/evidence/schema.ts'

const host = (...splits: Record<string, number>[]): VirtualHost => ({
  name: 'payments', label: 'payments', routeConfig: 'egress', domains: ['payments'], used: true,
  routes: splits.map(split => ({ match: 'prefix /', prefix: '/', conditions: [], action: 'route', clusters: Object.keys(split), weights: Object.values(split), timeout: 15 })),
})
const idle = (own: VirtualHost, requests: Record<string, number>, ...others: VirtualHost[]): string[] => {
  const configs: RouteConfig[] = [{ name: 'egress', virtualHosts: [own, ...others] }]
  return listIdleTargets(configs, own, name => requests[name] ?? 0, name => name)
}

describe('listIdleTargets', () => {
  it('names a target that gets none of its share, with both numbers', () => {
    assert.deepEqual(idle(host({ blue: 50, green: 50 }), { blue: 100 }), ['green: 0 of 100 (0 %) requests, its weight is 50 of 100'])
  })
  it('weights are relative', () => {
    assert.deepEqual(idle(host({ blue: 1, green: 1 }), { blue: 100, green: 3 }), ['green: 3 of 103 (3 %) requests, its weight is 1 of 2'])
  })
  const quiet: [string, string[]][] = [
    ['its share, roughly', idle(host({ blue: 50, green: 50 }), { blue: 60, green: 40 })],
    ['too few requests to tell', idle(host({ blue: 90, green: 10 }), { blue: 60 })],
    ['weight 0', idle(host({ blue: 100, green: 0 }), { blue: 600 })],
    ['all weights 0', idle(host({ blue: 0, green: 0 }), { blue: 600 })],
    ['no requests', idle(host({ blue: 50, green: 50 }), {})],
    ['one target', idle(host({ blue: 100 }), { blue: 600 })],
    ['another route sends to one of them, so that its counters tell nothing', idle(host({ blue: 50, green: 50 }), { blue: 600 }, host({ blue: 100 }))],
  ]
  for (const [name, found] of quiet) it(name, () => assert.deepEqual(found, []))
})
