import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Unknown, type MeshResource } from '../../../src/evidence/mesh/resource.ts'
import { validateMesh, type Validation } from '../../../src/mesh/validate/validate-mesh.ts'
import type { Workload } from '../../../src/evidence/mesh/workload.ts'
import { findOf } from '../../../src/mesh/whereabouts/find-of.ts'
import { findWhere } from '../../../src/mesh/whereabouts/find-where.ts'
import { renderOf } from '../../../src/report/mesh/whereabouts/of.ts'
import { renderWhere } from '../../../src/report/mesh/whereabouts/where.ts'
import { displayWidth } from '../../../src/report/text/width.ts'
import { showReporters, validationReporters } from '../../../src/report/mesh/index.ts'
import { dns, listener, make, meshOf, model, to } from '../../mesh/make-mesh.ts'

const options = { width: 80, color: false, all: false }

/** A small mesh in which one target does not exist, one value is computed, and one port is wrong. */
function sick(name = 'blue', allGiven = true): Validation {
  return validateMesh(meshOf([
    make('virtualNode', name, { listeners: [listener(70000)], serviceDiscovery: dns }),
    make('virtualService', 'colors', { provider: { virtualRouter: { virtualRouterName: 'r' } } }),
    make('virtualRouter', 'r', { listeners: new Unknown('!Ref Listeners', 'a template computes it') }, { origin: 'cloudformation' }),
    make('route', 'main', { httpRoute: { match: { prefix: '/' }, action: to([name, 90], ['blu', 10]) } }, { parent: 'r' }),
    make('virtualGateway', 'gw', { listeners: [listener(8088)] }),
    make('gatewayRoute', 'in', { httpRoute: { match: { prefix: '/c' }, action: { target: { virtualService: { virtualServiceName: 'colors' } } } } }, { parent: 'gw' }),
  ], allGiven), model)
}

const validationFormats = ['table', 'json', 'markdown'] as const
const showFormats = ['tree', 'table', 'json', 'mermaid', 'dot'] as const
const printValidation = async (format: (typeof validationFormats)[number], validation: Validation, more = {}): Promise<string> =>
  (await validationReporters[format]())({ validations: [validation], unread: [], quotas: undefined }, { ...options, ...more })
const show = async (format: (typeof showFormats)[number], validation: Validation, more = {}): Promise<string> => (await showReporters[format]())([validation], { ...options, ...more })

describe('mesh validate, printed', () => {
  it('tells resource, place, path, value, limit and source', async () => {
    const text = await printValidation('table', sick())
    assert.match(text, /^virtual node blue\n {2}blue\.json\n {2}error {3}spec\.listeners\[0\]\.portMapping\.port\n {10}70000 is more than 65535\n {10}allowed: 1 to 65535 \(App Mesh API, PortNumber\)$/m)
    assert.match(text, /"blu" names a virtual node that does not exist: virtual node blu is\n {10}not in the list of them; blue may be meant/)
    assert.match(text, /^2 errors in 2 of 6 resources\.$/m)
    assert.match(text, /Not judged: 1 value that the source does not hold/)
  })

  it('counts are the same in JSON', async () => {
    const report = JSON.parse(await printValidation('json', sick())) as { errors: number, warnings: number, judged: number, meshes: { problems: unknown[], notJudged: { values: { path: string, expression: string }[] } }[] }
    assert.deepEqual([report.errors, report.warnings, report.judged, report.meshes[0]?.problems.length], [2, 0, 6, 2])
    assert.deepEqual(report.meshes[0]?.notJudged.values.map(({ path, expression }) => [path, expression]), [['spec.listeners', '!Ref Listeners']])
  })

  it('a mesh without problems says so with its denominator', async () => {
    const text = await printValidation('table', validateMesh(meshOf([make('virtualNode', 'a', {})]), model))
    assert.equal(text, 'No problem in 1 resource.\n')
  })
})

describe('mesh show, printed', () => {
  it('as a tree, with what is wrong where it stands', async () => {
    const text = await show('tree', sick())
    assert.match(text, /└─ gateway route in · http · prefix \/c\n.*└─ -> virtual service colors/)
    assert.match(text, /route main · http · prefix \/\n.*-> weight 90 of 100: virtual node blue\n.*✗ -> weight 10 of 100: virtual node blu\n.*virtual node blu is not in the list of them/)
    assert.match(text, /✗ spec\.listeners\[0\]\.portMapping\.port 70000 is more than 65535/)
  })

  it('calls nothing dangling where no complete list was given', async () => {
    const text = await show('tree', sick('blue', false))
    assert.match(text, / -> weight 10 of 100: virtual node blu \(not given\)/)
    assert.doesNotMatch(text, /✗ -> /)
    assert.match(text, /whether it has further routes was not given/)
    assert.match(await show('mermaid', sick('blue', false)), /blu<br\/>not given"\]:::unknown/)
    assert.match(await show('mermaid', sick()), /blu<br\/>does not exist"\]:::wrong/)
    assert.match(await show('dot', sick()), /blu\\ndoes not exist", color=red/)
  })

  it('shows every node once in a drawing, and every edge between shown nodes', async () => {
    const text = await show('dot', sick())
    const nodes = [...text.matchAll(/^ {4}(m\d+n\d+) \[label/gm)].map(match => match[1])
    assert.equal(nodes.length, 7)
    assert.equal(new Set(nodes).size, 7)
    for (const [, from, target] of text.matchAll(/(m\d+n\d+) -> (m\d+n\d+)/g)) assert.ok(nodes.includes(from) && nodes.includes(target))
  })
})

describe('names of others in mesh reports', () => {
  const hostile = ['x"];\n  evil[label="y', 'a\x1b[2Jb', '</td><script>alert(1)</script>', 'b\u202Egnp', '`--o{end', '|bar|', '\\', '"', '#quot;', 'q\r\nmesh forged', 'a«b»c']

  it('write no control character and forge no line', async () => {
    for (const name of hostile) {
      const validation = sick(name)
      const texts = [...await Promise.all(validationFormats.map(format => printValidation(format, validation))), ...await Promise.all(showFormats.map(format => show(format, validation)))]
      for (const text of texts) assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f\u202e\ue000\ue001]/)
    }
  })

  const anyText = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 12 }).map(codes => String.fromCodePoint(...codes))

  it('are no syntax of a drawing', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(anyText, fc.constantFrom(...hostile)), async name => {
      const validation = sick(name === '' ? 'a' : name)
      for (const line of (await show('mermaid', validation)).split('\n').filter(text => text.includes('['))) {
        assert.match(line, /^ {2}(?:subgraph m1|  m1n\d+)\["(?:[\p{L}\p{N} ._-]|#\d+;|<br\/>)*"\](?::::(?:wrong|unknown))?$/u)
      }
      for (const line of (await show('dot', validation)).split('\n').filter(text => text.includes('label="'))) {
        assert.match(line, /^ *(?:m1n\d+ (?:-> m1n\d+ )?\[)?label="(?:[^"\\]|\\["\\n])*"(?:, [a-z]+=[a-z\d]+)*\]?;$/u)
      }
    }), { numRuns: 20 })
  })

  for (const width of [80, 160]) {
    it(`fit ${width} columns`, async () => {
      const long = 'n'.repeat(255)
      for (const text of [await show('tree', sick(long), { width }), await printValidation('table', sick(long), { width })]) {
        for (const line of text.split('\n')) assert.ok(displayWidth(line) <= width, line)
      }
    })
  }
})

describe('mesh of and where, printed', () => {
  const workload: Workload = { what: 'pod', name: 'shop/blue\x1b[2J', nodeId: 'mesh/shop/virtualNode/blue', how: 'annotation', addresses: ['10.0.0.1'], state: 'Running', source: 'pods.json' }
  const mesh = meshOf([make('virtualNode', 'blue', {})])

  it('a difference says which of the two acts', () => {
    const [identified] = findOf('10.0.0.1', [], [workload], [mesh])
    assert.ok(identified !== undefined)
    const difference = { of: 'listener :80', field: 'TLS', envoy: 'none', resources: 'on' }
    const text = renderOf({ query: 'x', found: [{ identified, comparison: { differences: [difference], notCompared: ['tcp routes'] } }] }, options)
    assert.match(text, /^pod shop\/blue\\x1b\[2J, 10\.0\.0\.1, Running \(annotation\)\n {2}is virtual node blue of mesh shop$/m)
    assert.match(text, / {4}listener :80: TLS\n {8}Envoy \(acts\): none\n {8}resources: on\n {2}not compared: tcp routes/)
  })

  it('a resource that nothing given runs as is told apart from nothing given', () => {
    const [resource] = mesh.all
    assert.ok(resource !== undefined)
    const print = (workloads: readonly Workload[]): string => renderWhere({ found: [findWhere(mesh, resource, workloads)], looked: { proxies: 0, pods: workloads.length, tasks: 0, unidentified: [] } }, options)
    assert.match(print([]), /runs as: not known; no proxy, pod or task was given/)
    assert.match(print([{ ...workload, nodeId: 'mesh/shop/virtualNode/green' }]), /runs as: none of 1 pod given/)
    assert.match(print([workload]), /runs as 1 of 1 pod given:\n {4}pod shop\/blue/)
  })
})

describe('large meshes', () => {
  it('thousands of resources are judged and drawn in one go', async () => {
    const resources: MeshResource[] = []
    for (let i = 0; i < 500; i++) {
      resources.push(make('virtualNode', `n${i}`, { listeners: [listener(80)], serviceDiscovery: dns, backends: [{ virtualService: { virtualServiceName: `s${(i + 1) % 500}` } }] }))
      resources.push(make('virtualService', `s${i}`, { provider: { virtualNode: { virtualNodeName: `n${i}` } } }))
    }
    const validation = validateMesh(meshOf(resources), model)
    assert.equal(validation.problems.length, 0)
    assert.equal((await show('dot', validation)).split(' -> ').length - 1, 1000)
  })
})
