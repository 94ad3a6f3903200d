import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { QuotaPart } from '../../src/evidence/mesh/evidence.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'
import { Unknown, type MeshResource } from '../../src/evidence/mesh/resource.ts'
import { MeshResources } from '../../src/evidence/mesh/resources.ts'
import { countQuotas, type QuotaUse } from '../../src/mesh/quotas/count-quotas.ts'
import { describeNear, exceeds } from '../../src/report/mesh/validation/quotas.ts'
import { make, meshOf, to } from './make-mesh.ts'

const fact = (name: string): unknown => parse(readFileSync(`facts/${name}.yaml`, 'utf8'))
const { quotas: facts } = meshFactsOf({ 'app-mesh-defaults': fact('app-mesh-defaults'), 'app-mesh-quotas': fact('app-mesh-quotas') })
const many = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at))
const quota = (code: string, value: number, from: QuotaPart['from'] = 'applied'): QuotaPart => ({ name: 'as printed', code, value, from, adjustable: true, source: 'quotas.json' })
const find = (uses: readonly QuotaUse[], code: string): QuotaUse => {
  const found = uses.find(use => use.code === code)
  assert.ok(found !== undefined, code)
  return found
}

const router = make('virtualRouter', 'colors', {})
const routes = (count: number): MeshResource[] => many(count, at => make('route', `r${at}`, { httpRoute: { match: { prefix: '/' }, action: to(['a', 1], ['b', 1]) } }, { parent: 'colors' }))
const listed: MeshResource = { kind: 'virtualNode', mesh: 'shop', name: 'listed', source: 'list.json', place: '', origin: 'list' }
const backends = many(50, at => ({ virtualService: { virtualServiceName: `s${at}` } }))
const rows: readonly [string, string, readonly MeshResource[], Pick<QuotaUse, 'limit' | 'from'> & QuotaUse['used']][] = [
  ['virtual nodes', 'L-E043DFB4', many(3, at => make('virtualNode', `n${at}`, {})), { limit: 200, from: 'documented', count: 3, of: 'shop', headroom: 197 }],
  ['deleted ones are none', 'L-E043DFB4', [make('virtualNode', 'a', {}), make('virtualNode', 'b', {}, { status: 'DELETED' })], { limit: 200, from: 'documented', count: 1, of: 'shop', headroom: 199 }],
  ['routes of the fullest router', 'L-BB90B7FF', [router, make('virtualRouter', 'other', {}), ...routes(49)], { limit: 50, from: 'documented', count: 49, of: 'colors', headroom: 1 }],
  ['backends', 'L-8775AB18', [make('virtualNode', 'idle', {}), make('virtualNode', 'front', { backends })], { limit: 50, from: 'documented', count: 50, of: 'front', headroom: 0 }],
  ['weighted targets', 'L-AE1D9567', [router, ...routes(2)], { limit: 10, from: 'documented', count: 2, of: 'r0', headroom: 8 }],
  ['gateway routes', 'L-F6F26D09', [make('virtualGateway', 'in', {}), ...many(11, at => make('gatewayRoute', `g${at}`, {}, { parent: 'in' }))], { limit: 10, from: 'documented', count: 11, of: 'in', headroom: -1 }],
  ['none of what holds it', 'L-BB90B7FF', [], { limit: 50, from: 'documented', count: 0, of: 'shop', headroom: 50 }],
]

describe('quotas of App Mesh beside resources', () => {
  for (const [name, code, resources, expected] of rows) {
    it(`counts ${name}`, () => {
      const { limit, from, used, unsure } = find(countQuotas(meshOf(resources), [], facts), code)
      assert.deepEqual({ limit, from, ...used }, expected)
      assert.equal(unsure, undefined)
    })
  }

  it('every quota says what uses one more, and every documented one is told', () => {
    const uses = countQuotas(meshOf([]), [], facts)
    assert.equal(uses.length, 11)
    for (const { name, grows } of uses) assert.match(grows, /^a \w.+/, name)
  })

  it("an applied limit counts before AWS's default, and that before the documented one", () => {
    const of = (...parts: QuotaPart[]): [number, string] => {
      const { limit, from } = find(countQuotas(meshOf([]), parts, facts), 'L-E043DFB4')
      return [limit, from]
    }
    assert.deepEqual(of(), [200, 'documented'])
    assert.deepEqual(of(quota('L-E043DFB4', 250, 'default')), [250, 'default'])
    assert.deepEqual(of(quota('L-E043DFB4', 250, 'default'), quota('L-E043DFB4', 400)), [400, 'applied'])
    assert.deepEqual(of({ ...quota('L-E043DFB4', 300), code: undefined, name: 'Virtual nodes per mesh' }), [300, 'applied'])
  })

  it('what was not all given may be more, and Envoys are not counted from resources', () => {
    const mesh = new MeshResources('shop', undefined, [router, ...routes(2), listed], [])
    const uses = countQuotas(mesh, [], facts)
    assert.match(find(uses, 'L-E043DFB4').unsure ?? '', /no complete list of the virtual nodes/)
    assert.match(find(uses, 'L-BB90B7FF').unsure ?? '', /not all routes of virtual router colors/)
    assert.match(find(uses, 'L-8775AB18').unsure ?? '', /listed is listed, but not described/)
    assert.equal(find(uses, 'L-606A910B').used, undefined)
  })

  it('routes tell of a router that was not given, also of one that a template names', () => {
    const name = new Unknown('!Ref Router', 'a template computes it')
    const mesh = new MeshResources('shop', undefined, many(3, at => make('route', `r${at}`, {}, { parent: name })), [])
    assert.deepEqual(find(countQuotas(mesh, [], facts), 'L-BB90B7FF').used, { count: 3, of: '!Ref Router', headroom: 47 })
  })

  const full = (value: number, from: QuotaPart['from'], count: number): [string | undefined, boolean] => {
    const use = find(countQuotas(meshOf(many(count, at => make('virtualNode', `n${at}`, {}))), [quota('L-E043DFB4', value, from)], facts), 'L-E043DFB4')
    return [describeNear([use])[0], exceeds(use)]
  }
  for (const [name, given, text, over] of [
    ['far from it', [10, 'applied', 7], /^undefined$/, false],
    ['near', [10, 'applied', 8], /shop uses 8 of 10 \(applied\); one more each time a virtual node is created/, false],
    ['full', [10, 'applied', 10], /shop uses all 10 \(applied\).*only a higher quota makes room/, false],
    ['more than applied', [10, 'applied', 12], /shop has 12, and 10 \(applied\) are allowed/, true],
    ["more than AWS's default: the account may have more", [10, 'default', 12], /more than the default limit of 10; the account must have a higher one/, false],
  ] as [string, [number, QuotaPart['from'], number], RegExp, boolean][]) {
    it(`${name}: ${over ? 'an error' : 'no error'}`, () => {
      const [said, exceeded] = full(...given)
      assert.match(String(said), text)
      assert.equal(exceeded, over)
    })
  }
})
