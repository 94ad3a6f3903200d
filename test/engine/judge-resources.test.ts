import assert from 'node:assert/strict'
import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { exampleSnapshot } from '../../src/catalogue/example-snapshot.ts'
import { diagnose } from '../../src/diagnose.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { concernsProxy } from '../../src/engine/fold/concerns-proxy.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import type { Report } from '../../src/engine/report.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import { readRule } from '../../src/engine/rules/read-rule.ts'
import type { Example, ExampleProxy } from '../../src/engine/rules/rule.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'
import { exitCode } from '../../src/report/exit-code.ts'

const meshFacts = meshFactsOf(buildCatalogue().facts)
const tool = { name: 'meshmedic', version: 'test' }

function rule(each: string, when: string, message = 'found'): string {
  return `title: t\nseverity: error\nconfidence: certain\neach: ${each}\ndetect: [{ when: '${when.replaceAll("'", "''")}' }]\nmessage: '${message}'\nwhy: w\nfix: f\nverify: v\nsource: s\nexamples: { fires: [{}], quiet: [{}] }\n`
}

async function judge(text: string, given: ExampleProxy, peers: Example['peers'] = {}): Promise<Report> {
  const read = readRule('x/y', 'x/y.yaml', text)
  assert.deepEqual(read.mistakes, [])
  const reader = new EvidenceReader()
  const rules = compileRules([read], new Environments(reader))
  return diagnose(exampleSnapshot({ name: 'e', given, peers }), { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts }, { tool, at: undefined })
}

const node = (name: string, spec: object = {}, mesh = 'shop'): object => ({ meshName: mesh, virtualNodeName: name, spec })
const service = (name: string, spec: object = {}): object => ({ meshName: 'shop', virtualServiceName: name, spec })
const listener = { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] }
const envoy = (id: string): ExampleProxy => ({ serverInfo: { state: 'LIVE', uptime_current_epoch: '600s', node: { id, cluster: id } } })
const cluster = { name: 'cds_egress_shop_b_http_8080', type: 'EDS' }
const outcome = (report: Report): string => report.findings[0]?.message ?? report.unchecked[0]?.reason ?? report.notApplicable[0]?.reason ?? 'clear'

describe('rules about App Mesh resources', () => {
  it('resources given alone are a target: findings, coverage, exit code', async () => {
    const report = await judge(rule('virtual_node', 'node.listeners.size() == 0', '{node.name} has no listener'), { mesh: [node('a'), node('b', listener)] })
    assert.deepEqual(report.targets.map(({ id, kind, mesh, given }) => ({ id, kind, mesh, given })), [{ id: 'mesh/shop', kind: 'mesh', mesh: 'shop', given: ['mesh'] }])
    assert.deepEqual(report.findings.map(({ target, subject, label, message }) => [target, subject, label, message]), [['mesh/shop', 'virtualNode/a', 'a', 'a has no listener']])
    assert.deepEqual([report.coverage.clear, report.coverage.findings], [1, 1])
    assert.equal(exitCode(report, { failOn: 'error' }), 1)
    assert.equal(exitCode(report, { failOn: 'critical' }), 0)
  })

  const each: readonly (readonly [string, string, readonly string[]])[] = [
    ['mesh', 'mesh.nodes.size() == 2', ['']],
    ['virtual_node', 'node.name == "a"', ['virtualNode/a']],
    ['virtual_service', 'service.providerKind == "virtualRouter"', ['virtualService/s']],
    ['virtual_router', 'router.listeners.size() == 0', ['virtualRouter/r']],
    ['route', 'route.protocol == "http"', ['virtualRouter/r/route/x']],
    ['virtual_gateway', 'gateway.listeners.size() == 0', ['virtualGateway/g']],
    ['gateway_route', 'route.serviceName == "s"', ['virtualGateway/g/gatewayRoute/y']],
    ['mesh_listener', 'listener.port == 8080', ['virtualNode/a/listener/8080']],
    ['backend', 'has(backend.service)', ['virtualNode/b/backend/s']],
    ['reference', 'reference.field == "backends[0].virtualService.virtualServiceName"', ['virtualNode/b backends[0].virtualService.virtualServiceName']],
    ['quota', 'quota.name == "Virtual nodes per mesh"', ['quota/L-E043DFB4']],
  ]
  const mesh = [
    { meshName: 'shop' }, node('a', listener), node('b', { backends: [{ virtualService: { virtualServiceName: 's' } }] }),
    service('s', { provider: { virtualRouter: { virtualRouterName: 'r' } } }), { meshName: 'shop', virtualRouterName: 'r', spec: { listeners: [] } },
    { meshName: 'shop', virtualRouterName: 'r', routeName: 'x', spec: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [{ virtualNode: 'a', weight: 1 }] } } } },
    { meshName: 'shop', virtualGatewayName: 'g', spec: { listeners: [] } },
    { meshName: 'shop', virtualGatewayName: 'g', gatewayRouteName: 'y', spec: { httpRoute: { match: { prefix: '/' }, action: { target: { virtualService: { virtualServiceName: 's' } } } } } },
  ]
  for (const [kind, when, subjects] of each) {
    it(`each: ${kind}`, async () => {
      const report = await judge(rule(kind, when), { mesh })
      assert.deepEqual(report.findings.map(finding => finding.subject), subjects, JSON.stringify(report.unchecked))
    })
  }

  it('without resources they are unchecked for a mesh that has proxies, once, and not applicable elsewhere', async () => {
    const text = rule('virtual_node', 'true')
    const shop = await judge(text, envoy('mesh/shop/virtualNode/a'), { second: envoy('mesh/shop/virtualNode/b') })
    assert.deepEqual(shop.unchecked.map(({ lack, reason, count }) => [lack, reason, count]), [['mesh', 'no App Mesh resources given', 1]])
    assert.equal(outcome(await judge(text, envoy('plain-envoy'))), 'only for app-mesh')
  })

  it('of several meshes the one without resources is unchecked', async () => {
    const report = await judge(rule('virtual_node', 'true'), { ...envoy('mesh/shop/virtualNode/a'), mesh: [node('a')] }, { other: envoy('mesh/market/virtualNode/m') })
    assert.deepEqual(report.findings.map(finding => finding.target), ['mesh/shop'])
    assert.deepEqual(report.unchecked.map(({ reason }) => reason), ['no resources of mesh market given'])
  })

  it('nothing of a kind: not applicable where the list is whole, else unchecked', async () => {
    const text = rule('virtual_gateway', 'true')
    assert.equal(outcome(await judge(text, { mesh: [{ meshName: 'shop' }, { virtualGateways: [] }] })), 'no virtual gateway it is about')
    assert.equal(outcome(await judge(text, { mesh: [node('a')] })), 'no virtualGateway of shop given, nor a complete list of them')
  })

  it('a resource that is only listed is unchecked, whatever is asked of it', async () => {
    const listed = { virtualNodes: [{ meshName: 'shop', virtualNodeName: 'a', arn: 'arn:aws:appmesh:eu-west-1:111122223333:mesh/shop/virtualNode/a', version: 1 }] }
    for (const text of [rule('virtual_node', 'node.listeners.size() > 0'), rule('mesh_listener', 'listener.port > 0'), rule('backend', 'true')]) {
      assert.equal(outcome(await judge(text, { mesh: [listed] })), 'virtual node a is listed, but not described')
    }
  })

  it('quotas alone are judged too', async () => {
    const quotas = { Quotas: [{ ServiceCode: 'appmesh', QuotaCode: 'L-E043DFB4', QuotaName: 'Virtual nodes per mesh', Value: 7 }] }
    const report = await judge(rule('quota', 'quota.value == 7'), { quotas })
    assert.deepEqual(report.findings.map(finding => [finding.target, finding.label]), [['quotas', 'Virtual nodes per mesh']])
  })

  it('its fix is the one for a frozen mesh, once App Mesh had ended', async () => {
    const report = await judge(`${rule('virtual_node', 'true')}fixWhenFrozen: leave it\n`, { mesh: [node('a')] })
    assert.equal(report.findings[0]?.fix, 'leave it')
    assert.equal(report.targets[0]?.frozen, true)
  })
})

describe('a proxy and its resources', () => {
  const resources = [node('a', listener), node('b', listener)]
  const joins: readonly (readonly [string, string, string, readonly object[], string])[] = [
    ['its node', 'mesh/shop/virtualNode/a', 'proxy.node.name == "a" && !has(proxy.gateway)', resources, 'found'],
    ['by ARN', 'arn:aws-cn:appmesh:cn-north-1:111122223333:mesh/shop/virtualNode/a', 'proxy.node.name == "a"', resources, 'found'],
    ['with its owner, where the resources do not name theirs', 'mesh/shop@111122223333/virtualNode/a', 'proxy.node.name == "a"', resources, 'found'],
    ['a name with underscores', 'mesh/shop/virtualNode/a_prod', 'proxy.node.name == "a_prod"', [node('a_prod')], 'found'],
    ['its gateway', 'mesh/shop/virtualGateway/g', 'proxy.gateway.name == "g" && !has(proxy.node)', [{ meshName: 'shop', virtualGatewayName: 'g', spec: {} }], 'found'],
    ['its mesh', 'mesh/shop/virtualNode/a', 'proxy.meshResource.egressFilter == "DROP_ALL"', [{ meshName: 'shop' }], 'found'],
    ['its mesh without the mesh itself', 'mesh/shop/virtualNode/a', 'proxy.meshResource.egressFilter == "DROP_ALL"', resources, 'the mesh itself was not given, only what is in it'],
    ['a node that a whole list lacks does not exist', 'mesh/shop/virtualNode/gone', '!has(proxy.node)', [...resources, { virtualNodes: [] }], 'found'],
    ['a node that was not given is unchecked', 'mesh/shop/virtualNode/gone', '!has(proxy.node)', resources, 'virtual node gone was not given, nor a complete list of them'],
    ['another mesh is unchecked', 'mesh/market/virtualNode/a', 'has(proxy.node)', resources, 'no resources of mesh market given'],
    ['nothing given is unchecked', 'mesh/shop/virtualNode/a', 'has(proxy.node)', [], 'no App Mesh resources given'],
    ["another provider's Envoy has none", 'plain', 'has(proxy.node)', resources, 'clear'],
  ]
  for (const [name, id, when, given, expected] of joins) {
    it(`${name}: ${expected}`, async () => {
      assert.equal(outcome(await judge(rule('proxy', when), { ...envoy(id), mesh: given })), expected)
    })
  }

  it('two meshes of one name: the owner in the node id decides, without it nothing does', async () => {
    const owned = (owner: string, egress: string): object => ({ meshName: 'shop', metadata: { arn: `arn:aws:appmesh:eu-west-1:${owner}:mesh/shop`, meshOwner: owner, version: 1 }, spec: { egressFilter: { type: egress } } })
    const given = [owned('111122223333', 'ALLOW_ALL'), owned('444455556666', 'DROP_ALL')]
    const text = rule('proxy', 'proxy.meshResource.egressFilter == "DROP_ALL"')
    assert.equal(outcome(await judge(text, { ...envoy('mesh/shop@444455556666/virtualNode/a'), mesh: given })), 'found')
    assert.equal(outcome(await judge(text, { ...envoy('mesh/shop@111122223333/virtualNode/a'), mesh: given })), 'clear')
    assert.match(outcome(await judge(text, { ...envoy('mesh/shop/virtualNode/a'), mesh: given })), /2 meshes called shop/)
  })

  it('a cluster knows the node it reaches', async () => {
    const report = await judge(rule('cluster', 'cluster.node.listeners[0].port == 8080'), { ...envoy('mesh/shop/virtualNode/a'), clusters: [cluster, { name: 'cds_egress_shop_amazonaws', type: 'ORIGINAL_DST' }], mesh: resources })
    assert.deepEqual(report.findings.map(finding => finding.subject), [cluster.name])
  })
})

describe('findings about resources and about proxies', () => {
  const cases: readonly (readonly [string, string, string, string, boolean])[] = [
    ['mesh/shop', 'virtualRouter/r/route/x', 'mesh/shop/virtualNode/a@pod', '', true],
    ['mesh/shop@111122223333', 'virtualNode/a/listener/80', 'mesh/shop/virtualNode/a@pod', '', true],
    ['mesh/shop', 'virtualNode/a', 'mesh/shop/virtualNode/b@pod', '', false],
    ['mesh/shop', 'virtualNode/a', 'mesh/shop/virtualNode/b@pod', 'cds_egress_shop_a_http_80', true],
    ['mesh/shop', '', 'mesh/shopping/virtualNode/a@pod', '', false],
    ['mesh/shop/virtualNode/a@pod', '', 'mesh/shop/virtualNode/a@pod', '', false],
  ]
  for (const [target, subject, proxy, at, related] of cases) {
    it(`${target} ${subject} ${related ? 'concerns' : 'does not concern'} ${proxy} ${at}`, () => {
      assert.equal(concernsProxy({ target, subject }, { target: proxy, subject: at }), related)
    })
  }
})
