import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Absent } from '../../../src/evidence/absent.ts'
import type { ClusterStatusPart } from '../../../src/evidence/parts.ts'
import type { Problem } from '../../../src/evidence/problem.ts'
import { ClustersReader, parseClusters } from '../../../src/sources/envoy-admin/clusters.ts'

function read(text: string, cuts: readonly number[] = []): { clusters: readonly ClusterStatusPart[] | undefined, complete: boolean | undefined, problems: Problem[] } {
  const bytes = Buffer.from(text)
  const problems: Problem[] = []
  const reader = new ClustersReader('clusters', problems)
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    reader.write(bytes.subarray(from, cut))
    from = cut
  }
  const part = reader.finish()
  return { clusters: part?.clusters, complete: part?.complete, problems }
}

const limits = (name: string): string => ['default', 'high'].flatMap(priority => [
  `${name}::${priority}_priority::max_connections::2147483647`, `${name}::${priority}_priority::max_pending_requests::1024`,
  `${name}::${priority}_priority::max_requests::1024`, `${name}::${priority}_priority::max_retries::3`,
]).join('\n')

const text = `shop::a::observability_name::shop::a
shop::a::outlier::success_rate_average::-1
${limits('shop::a')}
shop::a::added_via_api::true
shop::a::eds_service_name::svc::a
shop::a::10.0.0.1:8080::cx_active::1
shop::a::10.0.0.1:8080::hostname::pod-1
shop::a::10.0.0.1:8080::health_flags::/failed_active_hc/failed_outlier_check
shop::a::10.0.0.1:8080::weight::1
shop::a::10.0.0.1:8080::canary::false
shop::a::10.0.0.1:8080::success_rate::-1
shop::a::[fd00::1]:8080::rq_total::7
shop::a::[fd00::1]:8080::hostname::
shop::a::[fd00::1]:8080::health_flags::healthy
sds::observability_name::sds
${limits('sds')}
sds::added_via_api::false
sds::/run/spire/agent.sock::cx_active::1
sds::/run/spire/agent.sock::health_flags::healthy
`
const threshold = (priority: string, maxConnections = 2147483647): object => ({ priority, maxConnections, maxPendingRequests: 1024, maxRequests: 1024, maxRetries: 3 })
const expected = [
  { name: 'shop::a', addedViaApi: true, edsServiceName: 'svc::a', thresholds: [threshold('DEFAULT'), threshold('HIGH')], endpoints: [
    { address: '10.0.0.1', port: 8080, hostname: 'pod-1', healthy: false, state: 'fails its health check and ejected by outlier detection', flags: ['failed_active_hc', 'failed_outlier_check'] },
    { address: 'fd00::1', port: 8080, hostname: undefined, healthy: true, state: 'healthy', flags: [] },
  ] },
  { name: 'sds', addedViaApi: false, edsServiceName: undefined, thresholds: [threshold('DEFAULT'), threshold('HIGH')], endpoints: [
    { address: '/run/spire/agent.sock', port: 0, hostname: undefined, healthy: true, state: 'healthy', flags: [] },
  ] },
]

const breakers = { thresholds: [{ max_connections: 2147483647, max_pending_requests: 1024, max_requests: 1024, max_retries: 3 }, { priority: 'HIGH', max_connections: 2147483647, max_pending_requests: 1024, max_requests: 1024, max_retries: 3 }] }
const json = JSON.stringify({ cluster_statuses: [
  { name: 'shop::a', added_via_api: true, eds_service_name: 'svc::a', circuit_breakers: breakers, host_statuses: [
    { address: { socket_address: { address: '10.0.0.1', port_value: 8080 } }, hostname: 'pod-1', health_status: { failed_active_health_check: true, failed_outlier_check: true, eds_health_status: 'HEALTHY' } },
    { address: { socket_address: { address: 'fd00::1', port_value: 8080 } }, health_status: { eds_health_status: 'HEALTHY' } },
  ] },
  { name: 'sds', circuit_breakers: breakers, host_statuses: [{ address: { pipe: { path: '/run/spire/agent.sock' } }, health_status: { eds_health_status: 'HEALTHY' } }] },
] }, null, 1)

describe('/clusters', () => {
  for (const [form, answer] of [['text', text], ['text with CRLF', text.replaceAll('\n', '\r\n')], ['JSON', json]] as const) {
    it(`reads ${form}, wherever its chunks end`, () => {
      assert.deepEqual(parseClusters(answer, 'clusters', []), { clusters: expected, complete: true })
      const cuts = fc.uniqueArray(fc.nat(answer.length - 1), { maxLength: 6 }).map(list => list.sort((a, b) => a - b))
      fc.assert(fc.property(cuts, at => {
        const { clusters, problems } = read(answer, at)
        assert.deepEqual(clusters, expected)
        assert.deepEqual(problems, [])
      }))
    })
  }

  it('keeps the clusters that were complete before a cut, and says so', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: json.length - 1 }), length => {
      const { clusters, complete, problems } = read(json.slice(0, length))
      assert.ok(problems.length > 0)
      assert.notEqual(complete, true)
      if (clusters !== undefined) assert.deepEqual(clusters, expected.slice(0, clusters.length))
      if (length > json.indexOf('"name": "sds"')) assert.ok(clusters !== undefined && clusters.length >= 1)
    }))
  })

  const flags: readonly (readonly [string, boolean, string])[] = [
    ['healthy', true, 'healthy'],
    ['/failed_active_hc', false, 'fails its health check'],
    ['/failed_active_hc/pending_active_hc', false, 'not yet checked'],
    ['/failed_eds_health', false, 'unhealthy by discovery'],
    ['/eds_status_draining', false, 'draining by discovery'],
    ['/degraded_active_hc', true, 'degraded by its health check'],
    ['/pending_dynamic_removal', true, 'removed by discovery'],
    ['/failed_active_hc/active_hc_timeout', false, 'fails its health check and its health check times out'],
    ['/flag_of_the_future', true, 'flag of the future'],
  ]
  for (const [printed, healthy, state] of flags) {
    it(`says of ${printed}: ${state}`, () => {
      const [endpoint] = parseClusters(`c::added_via_api::true\nc::10.0.0.1:80::health_flags::${printed}\n`, 'clusters', [])?.clusters[0]?.endpoints ?? []
      assert.deepEqual([endpoint?.healthy, endpoint?.state], [healthy, state])
    })
  }

  const statuses: readonly (readonly [object, readonly string[]])[] = [
    [{ eds_health_status: 'UNHEALTHY' }, ['failed_eds_health']],
    [{ eds_health_status: 'DRAINING' }, ['eds_status_draining']],
    [{ failed_active_degraded_check: true, eds_health_status: 'DEGRADED' }, ['degraded_active_hc', 'degraded_eds_health']],
    [{ excluded_via_immediate_hc_fail: true, failed_active_health_check: true }, ['failed_active_hc', 'excluded_via_immediate_hc_fail']],
  ]
  for (const [health_status, expectedFlags] of statuses) {
    it(`reads ${JSON.stringify(health_status)} as ${expectedFlags.join(' ')}`, () => {
      const answer = JSON.stringify({ cluster_statuses: [{ name: 'c', host_statuses: [{ health_status }] }] })
      assert.deepEqual(parseClusters(answer, 'clusters', [])?.clusters[0]?.endpoints[0]?.flags, expectedFlags)
    })
  }

  it('does not take filtered text for the whole', () => {
    const { clusters = [], complete, problems } = read('c::10.0.0.1:80::cx_active::1\nd::added_via_api::true\n')
    assert.equal(complete, false)
    assert.ok(clusters.every(({ thresholds }) => thresholds instanceof Absent))
    assert.equal(clusters[0]?.endpoints[0]?.state, 'health not shown')
    assert.deepEqual(problems.map(problem => problem.message), ['2 of 2 clusters show only some of their lines: what is missing may exist'])
  })

  it('names what it cannot read', () => {
    const cases: readonly (readonly [string, RegExp])[] = [['', /empty/], ['hello\n', /1 line is not/], ['{"a": []}', /no cluster_statuses/], ['{"cluster_statuses": [', /ends in the middle/]]
    for (const [answer, message] of cases) assert.match(read(answer).problems.map(problem => problem.message).join(), message, answer)
    assert.deepEqual(read('{}'), { clusters: [], complete: true, problems: [] })
  })

  it('is no list of no clusters where nothing in it is of /clusters', () => {
    for (const answer of ['', ' \n', '<html>404</html>\n', 'no healthy upstream', '{"a": []}', '{"cluster_statuses": [', '{"cluster_statuses": [7]}', '{']) assert.equal(read(answer).clusters, undefined, answer)
  })

  it('is not whole where its text ends within a line or has another line', () => {
    assert.equal(read(text).complete, true)
    for (const answer of [text.slice(0, -1), text.slice(0, text.indexOf('sds::')) + 'sds', `${text}-- 3 lines left out --\n`]) assert.equal(read(answer).complete, false)
  })

  it('survives any text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ':', '::', '\n', '{', '"', '[', ']', '1', '.', '/', '::health_flags::') }), answer => {
      assert.doesNotThrow(() => read(answer))
    }))
  })
})
