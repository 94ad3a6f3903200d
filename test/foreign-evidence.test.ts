import assert from 'node:assert/strict'
import { compileCatalogue, holdBytes, openFixture } from '../build/evidence/open-fixture.ts'
import { diagnose } from '../src/diagnose.ts'
import type { Report } from '../src/engine/report.ts'
import type { Answer, ProxySnapshot, Snapshot } from '../src/snapshot/snapshot.ts'

const ruleSet = compileCatalogue()
const appMeshRules = new Set(ruleSet.rules.filter(({ source }) => source.provider === 'app-mesh').map(({ id }) => id))

/** A report, and what was judged clear: `rule subject`. */
async function judge(snapshot: Snapshot): Promise<{ report: Report, clear: string[] }> {
  const clear: string[] = []
  const report = await diagnose(snapshot, ruleSet, { tool: { name: 'meshmedic', version: 'test' }, at: undefined, onClear: (rule, _, subject) => { clear.push(`${rule} ${subject}`) } })
  return { report, clear }
}

async function readText(answer: Answer): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.open()) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** One proxy of a fixture, its answers changed. */
async function openProxy(fixture: string, name: string, change: (answer: Answer) => Answer | undefined | Promise<Answer>): Promise<Snapshot> {
  const snapshot = await openFixture(fixture)
  const proxy = snapshot.proxies.find(one => one.name === name) ?? assert.fail(name)
  return { ...snapshot, proxies: [{ ...proxy, answers: (await Promise.all(proxy.answers.map(async answer => change(answer)))).filter(answer => answer !== undefined) } satisfies ProxySnapshot] }
}

const sick = (report: Report): string[] => report.findings.filter(({ severity }) => severity !== 'info').map(({ rule, message }) => `${rule}: ${message}`)

describe('a proxy of another mesh', () => {
  const cluster = 'cds_egress_shop_payments_http_8080'
  for (const [provider, node, name] of [
    ['istio', 'sidecar~10.0.0.1~checkout-7d9f.shop~shop.svc.cluster.local', 'outbound|8080||payments.shop.svc.cluster.local'],
    ['consul', 'checkout-sidecar-proxy', 'payments.default.dc1.internal.0b1c.consul'],
    ['plain', 'envoy-1', 'payments'],
  ] as const) {
    it(`${provider}: rules of Envoy find the fault, those of App Mesh are not applicable`, async () => {
      const rename = (text: string): string => text.replaceAll(cluster, name).replaceAll('mesh/shop/virtualNode/checkout', node)
        .replaceAll('cds_egress_shop_amazonaws', `${name}.a`).replaceAll('cds_egress_shop_mesh-allow-all', `${name}.b`)
      const { report } = await judge(await openProxy('connectivity-upstream-connect-failure', 'checkout', async answer => holdBytes(answer, Buffer.from(rename(await readText(answer))))))
      assert.equal(report.targets.find(({ kind }) => kind === 'envoy')?.provider, provider)
      assert.deepEqual([report.causes[0]?.rule, report.causes[0]?.subject], ['connectivity/upstream-connect-failure', name])
      assert.ok(appMeshRules.size > 0)
      const notApplicable = new Set(report.notApplicable.map(({ rule }) => rule))
      assert.deepEqual([...appMeshRules].filter(rule => !notApplicable.has(rule)), [])
      assert.deepEqual(report.findings.filter(({ rule }) => appMeshRules.has(rule)), [])
    })
  }
})

describe('evidence that does not belong together', () => {
  const egress = 'cds_egress_shop_payments_http_8080'

  it('statistics of one proxy with the configuration of another: nothing is found, and nothing of the clusters without statistics is clear', async () => {
    const other = (await openFixture('healthy-pair')).proxies.find(({ name }) => name === 'payments') ?? assert.fail()
    const { report, clear } = await judge(await openProxy('healthy-pair', 'checkout', answer =>
      // Its own log would prove the traffic.
      answer.kind === 'access_log' ? undefined : answer.kind === 'stats' ? other.answers.find(one => one.source.endsWith(answer.source.split('/').at(-1) ?? '?')) ?? assert.fail(answer.source) : answer))
    assert.deepEqual(sick(report), [])
    assert.deepEqual(clear.filter(line => line === `connectivity/upstream-connect-failure ${egress}` || line === `connectivity/upstream-timeout ${egress}`), [])
  })

  it('the same is clear with the statistics that belong to it', async () => {
    const { clear } = await judge(await openProxy('healthy-pair', 'checkout', answer => answer))
    assert.ok(clear.includes(`connectivity/upstream-timeout ${egress}`))
  })

  it('a config_dump of another moment, when the cluster was discovered otherwise, accuses nobody', async () => {
    const other = (await openFixture('healthy-pair--dns')).proxies.find(({ name }) => name === 'checkout') ?? assert.fail()
    const dump = other.answers.find(({ kind }) => kind === 'config_dump') ?? assert.fail()
    const { report } = await judge(await openProxy('healthy-pair', 'checkout', answer => answer.kind === 'config_dump' ? dump : answer))
    assert.deepEqual(sick(report), [])
  })

  it('a config_dump of a sick moment beside statistics of a healthy one finds no traffic that fails', async () => {
    const other = (await openFixture('connectivity-upstream-connect-failure')).proxies.find(({ name }) => name === 'checkout') ?? assert.fail()
    const dump = other.answers.find(({ kind }) => kind === 'config_dump') ?? assert.fail()
    const { report } = await judge(await openProxy('healthy-pair', 'checkout', answer => answer.kind === 'config_dump' ? dump : answer))
    assert.deepEqual(sick(report), [])
  })
})

describe('a fault that begins or ends between the samples', () => {
  const page = (failures: number, uptime: number): string => [`server.uptime: ${uptime}`, 'server.live: 1', 'server.state: 0', 'cluster_manager.active_clusters: 1',
    `cluster.a.upstream_cx_connect_fail: ${failures}`, `cluster.a.upstream_cx_total: ${failures + uptime}`, `cluster.a.upstream_rq_total: ${failures + uptime}`, 'cluster.a.membership_total: 1', 'cluster.a.membership_healthy: 1', ''].join('\n')
  const snapshotOf = (...pages: readonly string[]): Snapshot => ({
    problems: [], close: () => Promise.resolve(),
    proxies: [{
      name: 'p', live: true, unreachable: undefined,
      answers: pages.map((text, i) => holdBytes({ kind: 'stats', source: `stats-${i + 1}`, query: '/stats', readAt: Date.UTC(2026, 10, 25, 0, 0, i * 10), readAtFrom: 'recorded', bytes: 0, failure: undefined, open: () => { throw new Error('held') } }, Buffer.from(text))),
    }],
  })
  for (const [what, first, last, found] of [
    ['begins: it is found, with what grew', 0, 12, true], ['ended before the first: its total is no finding', 40, 40, false], ['ends between them: what grew until then is found', 3, 5, true],
  ] as const) {
    it(what, async () => {
      const { report } = await judge(snapshotOf(page(first, 600), page(last, 610)))
      const own = report.findings.filter(({ rule }) => rule === 'connectivity/upstream-connect-failure')
      assert.equal(own.length, found ? 1 : 0)
      if (found) assert.equal(own[0]?.evidence.find(({ growth }) => growth !== undefined)?.growth, last - first)
    })
  }
})
