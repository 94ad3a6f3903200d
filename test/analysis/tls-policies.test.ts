import assert from 'node:assert/strict'
import { buildCatalogue } from '../../src/catalogue/build-catalogue.ts'
import { exampleSnapshot } from '../../src/catalogue/example-snapshot.ts'
import { diagnose } from '../../src/diagnose.ts'
import { EvidenceReader } from '../../src/engine/evaluate/reader.ts'
import { Environments } from '../../src/engine/language/environment.ts'
import { compileRules } from '../../src/engine/rules/compile-rules.ts'
import { deriveNeeds } from '../../src/engine/rules/derive-needs.ts'
import { meshFactsOf } from '../../src/evidence/mesh/facts.ts'

const catalogue = buildCatalogue()
const reader = new EvidenceReader()
const rules = compileRules(catalogue.rules.map(source => ({ source })), new Environments(reader)).filter(rule => rule.id === 'tls/mode-mismatch')
const ruleSet = { rules, reader, needs: deriveNeeds(rules), versions: { oldest: 17, newest: 40 }, meshFacts: meshFactsOf(catalogue.facts) }

const policy = { tls: { enforce: true, validation: { trust: { file: { certificateChain: '/keys/ca.pem' } } } } }
const client = { meshName: 'shop', virtualNodeName: 'front', spec: { backends: [{ virtualService: { virtualServiceName: 'pay.shop.local', clientPolicy: policy } }] } }
const service = { meshName: 'shop', virtualServiceName: 'pay.shop.local', spec: { provider: { virtualRouter: { virtualRouterName: 'pay' } } } }
const router = { meshName: 'shop', virtualRouterName: 'pay', spec: { listeners: [{ portMapping: { port: 8080, protocol: 'http' } }] } }
const route = { meshName: 'shop', virtualRouterName: 'pay', routeName: 'all', spec: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets: [{ virtualNode: 'pay', weight: 1 }] } } } }
const node = (hostname: string, tls?: object): object => ({
  meshName: 'shop', virtualNodeName: 'pay', spec: { listeners: [{ portMapping: { port: 8080, protocol: 'http' }, ...tls }], serviceDiscovery: { dns: { hostname } } },
})
const certificate = { tls: { mode: 'STRICT', certificate: { file: { certificateChain: '/keys/p.pem', privateKey: '/keys/p.key' } } } }

const cases: readonly { title: string, mesh: readonly object[], verdict: 'finding' | 'clear' | 'unchecked' }[] = [
  { title: 'a target of one of several routes has no TLS', mesh: [client, service, router, route, node('pay.shop.local')], verdict: 'finding' },
  { title: 'the known target fits, and there may be further routes', mesh: [client, service, router, route, node('pay.shop.local', certificate)], verdict: 'unchecked' },
  { title: 'a host of the Internet speaks TLS itself', mesh: [client, { ...service, spec: { provider: { virtualNode: { virtualNodeName: 'pay' } } } }, node('api.example.com')], verdict: 'clear' },
]

describe('client policies against the TLS of their servers', () => {
  for (const { title, mesh, verdict } of cases) {
    it(`${title}: ${verdict}`, async () => {
      const report = await diagnose(exampleSnapshot({ name: 'example', given: { mesh } }), ruleSet, { tool: { name: 'meshmedic', version: 'test' }, at: undefined })
      const { findings, clear, unchecked } = report.coverage
      assert.deepEqual({ findings, clear, unchecked }, { findings: 0, clear: 0, unchecked: 0, [verdict === 'finding' ? 'findings' : verdict]: 1 })
    })
  }
})
