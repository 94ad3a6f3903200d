import assert from 'node:assert/strict'
import type { EvidenceKind } from '../../../src/evidence/kinds.ts'
import type { Needs } from '../../../src/evidence/needs.ts'
import { planRequests } from '../../../src/sources/envoy-admin/requests.ts'

const needsOf = (...kinds: EvidenceKind[]): Needs => ({ kinds: new Set(kinds), stats: new Map(), requestFilters: new Set() })

describe('requests to a live proxy', () => {
  const plans: readonly (readonly [EvidenceKind[], string[]])[] = [
    [[], ['/server_info']],
    [['access_log', 'mesh'], ['/server_info']],
    [['certs', 'stats'], ['/server_info', '/stats', '/certs']],
    [['listeners', 'clusters', 'config_dump', 'ready', 'server_info'], ['/server_info', '/ready', '/config_dump?include_eds', '/clusters?format=json', '/listeners?format=json']],
  ]
  for (const [kinds, paths] of plans) {
    it(`asks ${paths.join(' ')} for ${kinds.join(', ') || 'nothing but identity'}`, () => {
      assert.deepEqual(planRequests(needsOf(...kinds)).map(({ path }) => path), paths)
    })
  }

  it('reads only statistics twice, and asks for nothing that changes the proxy', () => {
    const all = planRequests(needsOf('stats', 'config_dump', 'clusters', 'listeners', 'certs', 'server_info', 'ready', 'memory', 'runtime', 'init_dump'))
    assert.deepEqual(all.filter(({ sampled }) => sampled).map(({ path }) => path), ['/stats'])
    assert.deepEqual(all.filter(({ heavy }) => heavy).map(({ kind }) => kind), ['stats', 'config_dump', 'clusters'])
    const safe = /^\/(server_info|ready|stats|config_dump\?include_eds|clusters\?format=json|listeners\?format=json|certs|memory|runtime|init_dump)$/
    for (const { path } of all) assert.match(path, safe)
  })
})
