import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readMesh } from '../../../src/sources/app-mesh/read-mesh.ts'
import { sniffMesh } from '../../../src/sources/app-mesh/sniff.ts'
import { answerOf, namesOf, read } from './answers.ts'

const good = { meshName: 'shop', virtualNodeName: 'a', spec: {} }
const manifest = (name: string): string => `apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\nmetadata:\n  name: ${name}\nspec: {}\n`
const levels = 'abcdefghi'.split('')
const bomb = `${levels.map((level, i) => `${level}: &${level} [${i === 0 ? '"x"' : Array(9).fill(`*${levels[i - 1] ?? ''}`).join(', ')}]`).join('\n')}\n`

describe('App Mesh files that are not what they should be', () => {
  const cases: readonly (readonly [string, string | object, number | undefined, RegExp])[] = [
    ["another service's description", { service: { serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/c/s' } }, undefined, /is no App Mesh resource \(its members are "service"\)/],
    ["another service's list", [{ vpcId: 'vpc-1' }], undefined, /\[0\]: is no App Mesh resource/],
    ['a description cut in the middle', '{"virtualNode": {"meshName": "shop",', 1, /no valid JSON/],
    ['a whole value, then a cut one', `${JSON.stringify(good)}\n{"virtualNode": {`, 2, /ends in the middle of a JSON value/],
    ['a broken value', '{"meshName": "shop",\n "spec": {,}}', 1, /no valid JSON/],
    ['a tab in YAML', 'apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\n\tmetadata: {}\n', 3, /no valid YAML/],
    ['a key twice', `${manifest('shop')}kind: VirtualNode\n`, 6, /no valid YAML: Map keys must be unique/],
    ['an unknown anchor', 'apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\nmetadata: *nowhere\n', 1, /aliases cannot be followed: Unresolved alias/],
    ['a YAML bomb', `apiVersion: appmesh.k8s.aws/v1beta2\nkind: Mesh\n${bomb}`, 1, /aliases cannot be followed/],
    ['quotas of another service', { Quotas: [{ ServiceCode: 'ec2', QuotaCode: 'L-1', QuotaName: 'x', Value: 1 }] }, undefined, /quotas of another service \(ec2\)/],
    ['half the quotas', { NextToken: 'x', Quotas: [{ ServiceCode: 'appmesh', QuotaCode: 'L-E043DFB4', QuotaName: 'Virtual nodes per mesh', Value: 200 }] }, undefined, /a page is missing/],
  ]
  for (const [name, content, line, message] of cases) {
    it(`${name} is named with its place, and costs only itself`, async () => {
      const { meshes, problems } = await read({ 'bad.file': content, 'good.json': { meshName: 'other', virtualNodeName: 'kept', spec: {} } })
      const mine = problems.filter(problem => problem.source === 'bad.file')
      assert.ok(mine.some(problem => message.test(problem.message)), JSON.stringify(problems))
      assert.equal(mine.find(problem => message.test(problem.message))?.line, line)
      assert.ok(meshes.some(mesh => namesOf(mesh.all).includes('virtualNode kept')))
    })
  }

  it('of several documents only the broken one is left out', async () => {
    const { meshes, problems } = await read({ 'all.yaml': [manifest('a'), 'a: [1\n', manifest('b')].join('---\n') })
    assert.deepEqual(meshes.map(mesh => mesh.name), ['a', 'b'])
    assert.equal(problems.length, 1)
  })

  it('anchors that stay small are followed', async () => {
    const { meshes: [mesh], problems } = await read({ 'a.yaml': `${manifest('shop')}---\napiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualNode\nmetadata: {name: a, namespace: x}\nspec:\n  serviceDiscovery: {dns: &dns {hostname: h}}\n  copy: *dns\n` })
    assert.deepEqual(problems, [])
    assert.deepEqual(mesh?.list('virtualNode')[0]?.spec, { serviceDiscovery: { dns: { hostname: 'h' } }, copy: { hostname: 'h' } })
  })

  it('50 MB of YAML is refused with its limit, and quickly', async () => {
    const { meshes, problems } = await read({ 'big.yaml': `${manifest('shop')}# ${'x'.repeat(50_000_000)}` })
    assert.deepEqual(meshes, [])
    assert.match(problems[0]?.message ?? '', /is YAML of more than the 8 MiB that are read of it, and is left out; save it as JSON/)
  })

  it('a file larger than any mesh is not read to its end', async () => {
    let chunks = 0
    const { problems } = await readMesh([{
      ...answerOf('', 'huge.json'),
      async* open() {
        await Promise.resolve()
        for (; chunks < 1000; chunks++) yield Buffer.alloc(1_000_000, 0x20)
      },
    }])
    assert.match(problems[0]?.message ?? '', /larger than 64 MiB/)
    assert.ok(chunks < 100)
  })

  it('a spec nested without end is read without a crash', async () => {
    const deep = `{"meshName":"shop","virtualNodeName":"a","spec":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`
    const { meshes: [mesh] } = await read({ 'deep.json': deep })
    assert.deepEqual(namesOf(mesh?.all ?? []), ['virtualNode a'])
  })

  it('an answer that failed keeps its reason', async () => {
    const { problems } = await readMesh([{ ...answerOf('', 'n'), failure: { reason: 'status', message: '403 ForbiddenException: no' }, async* open() { await Promise.resolve(); yield* [] } }])
    assert.deepEqual(problems, [{ source: 'n', message: '403 ForbiddenException: no' }])
  })

  it('never throws, whatever the JSON', async function () {
    this.timeout(30_000)
    await fc.assert(fc.asyncProperty(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom('virtualNode', 'spec', 'Resources', 'items', 'Quotas', 'routes'), async (value, key) => {
      await read({ 'a.json': { [key]: value }, 'b.json': { [key]: value, meshName: 'x', kind: 'List', apiVersion: 'v1' }, 'c.json': value })
    }), { numRuns: 200 })
  })

  it('never throws, whatever the text', async function () {
    this.timeout(30_000)
    await fc.assert(fc.asyncProperty(fc.string({ maxLength: 300, unit: 'binary' }), async text => {
      await read({ 'a.yaml': text, 'b.yaml': `${manifest('shop')}---\n${text}` })
    }), { numRuns: 100 })
  })
})

describe('what is taken for App Mesh resources', () => {
  const others: readonly (readonly [string, string])[] = [
    ['Envoy config_dump', '{"configs": [{"@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump", "dynamic_route_configs": [{"route_config": {"spec": {}}}]}]}'],
    ['a Kubernetes deployment', 'apiVersion: apps/v1\nkind: Deployment\nspec:\n  listeners: []\n'],
    ['another list of routes', '{"routes": [{"path": "/"}]}'],
    ["another service's description", '{"services": [{"serviceName": "x"}]}'],
    ['quotas of EC2', '{"Quotas": [{"ServiceCode": "ec2", "QuotaCode": "L-1216C47A", "QuotaName": "Running On-Demand", "Value": 5}]}'],
    ['an empty object', '{}'],
    ['a log line', '[2026-11-20T11:02:17.000Z] "GET / HTTP/1.1" 200 - spec: {}\n'],
  ]
  for (const [name, text] of others) it(`not ${name}`, () => assert.equal(sniffMesh(text), undefined))

  it('a head that ends anywhere does not hang', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), fc.nat(20), (text, times) => { sniffMesh(`{"mesh": {${text.repeat(times)}`) }))
    const started = process.cpuUsage().user
    sniffMesh(`{"routes": [{${'"x": {"a": 1}, '.repeat(4000)}`)
    assert.ok(process.cpuUsage(undefined).user - started < 2_000_000)
  })
})
