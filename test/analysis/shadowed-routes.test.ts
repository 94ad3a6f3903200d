import assert from 'node:assert/strict'
import { listShadowed } from '../../src/analysis/index.ts'
import { readRouteMatch } from '../../src/sources/envoy-admin/config-dump/route-match.ts'
import type { Route } from '../../src/evidence/schema.ts'

const route = (match: Record<string, unknown>): Route =>
  ({ ...readRouteMatch(match), action: 'route', clusters: ['payments'], weights: [100], timeout: 15 })
const header = (name: string, exact: string) => ({ name, string_match: { exact } })

describe('listShadowed', () => {
  const cases: { name: string, routes: Record<string, unknown>[], shadowed: string[] }[] = [
    { name: 'all paths first', routes: [{ prefix: '/' }, { prefix: '/a' }, { path: '/b' }, { safe_regex: { regex: '/c.*' } }], shadowed: ['prefix /a', 'path /b', 'regex /c.*'] },
    { name: 'an empty match takes everything', routes: [{}, { prefix: '/a' }], shadowed: ['prefix /a'] },
    { name: 'the narrower first', routes: [{ path: '/a/b' }, { prefix: '/a' }, { prefix: '/' }], shadowed: [] },
    { name: 'the same path twice', routes: [{ path: '/a' }, { path: '/a' }], shadowed: ['path /a'] },
    { name: 'a regular expression may match less than it looks', routes: [{ safe_regex: { regex: '/a.*' } }, { path: '/ab' }], shadowed: [] },
    { name: 'the same regular expression twice', routes: [{ safe_regex: { regex: '/a.*' } }, { safe_regex: { regex: '/a.*' } }], shadowed: ['regex /a.*'] },
    { name: 'fewer conditions first', routes: [{ prefix: '/', headers: [header('x', '1')] }, { prefix: '/a', headers: [header('x', '1'), header('y', '2')] }], shadowed: ['prefix /a, header x = 1, header y = 2'] },
    { name: 'another value of the header', routes: [{ prefix: '/', headers: [header('x', '1')] }, { prefix: '/a', headers: [header('x', '2')] }], shadowed: [] },
    { name: 'a share of the requests', routes: [{ prefix: '/', runtime_fraction: { default_value: { numerator: 5 } } }, { prefix: '/' }], shadowed: [] },
    { name: 'gRPC only', routes: [{ prefix: '/', grpc: {} }, { prefix: '/' }], shadowed: [] },
    { name: 'any case behind one case', routes: [{ prefix: '/pay' }, { prefix: '/pay', case_sensitive: false }], shadowed: [] },
    { name: 'one case behind any case', routes: [{ prefix: '/pay', case_sensitive: false }, { prefix: '/pay/x' }], shadowed: ['prefix /pay/x'] },
    { name: 'whole segments', routes: [{ path_separated_prefix: '/pay' }, { prefix: '/payments' }, { path: '/pay/x' }, { path: '/pay' }, { prefix: '/pay' }], shadowed: ['path /pay/x', 'path /pay'] },
    { name: 'CONNECT has no path', routes: [{ prefix: '/' }, { connect_matcher: {} }], shadowed: [] },
  ]
  for (const { name, routes, shadowed } of cases) {
    it(name, () => {
      assert.deepEqual(listShadowed({ routes: routes.map(route) }).map(text => text.replace(/ \(behind .*\)$/, '')), shadowed)
    })
  }
  it('names the route that takes them', () => {
    assert.deepEqual(listShadowed({ routes: [{ prefix: '/' }, { path: '/b' }].map(route) }), ['path /b (behind prefix /)'])
  })
})
