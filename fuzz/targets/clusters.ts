import type { Problem } from '../../src/evidence/problem.ts'
import { ClustersReader } from '../../src/sources/envoy-admin/clusters.ts'
import { cutUp, demandSame, feed, show } from '../cut.ts'
import type { Random } from '../random.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { thinJson, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

function read(pieces: readonly Uint8Array[]): { shown: string, said: string, healthy: boolean } {
  const problems: Problem[] = []
  const reader = new ClustersReader('clusters', problems)
  feed(pieces, piece => reader.write(piece))
  const part = reader.finish()
  demand(part !== undefined || problems.length > 0, 'nothing is known of the clusters, and nothing is said')
  const { clusters, complete } = part ?? { clusters: [], complete: false }
  demand(!complete || problems.length === 0, 'an answer with a problem is complete')
  const endpoints = clusters.flatMap(cluster => cluster.endpoints)
  for (const { flags, port, healthy, state } of endpoints) {
    demand(flags.every(flag => typeof flag === 'string') && typeof state === 'string' && typeof healthy === 'boolean', 'a host has a health that is none')
    demand(Number.isFinite(port), 'a host has a port that is no number')
  }
  return {
    shown: show([part, problems]), healthy: endpoints.some(host => host.state === 'healthy'),
    said: `${sayCount(clusters.length)} ${sayCount(endpoints.length)} ${[...new Set(endpoints.map(host => host.state.slice(0, 12)))].slice(0, 3).join()}${sayProblems(problems)}`,
  }
}

/** @param proof what stands in every answer that shows a healthy host */
function runWith(proof: string): Target['run'] {
  return (input: Uint8Array, random: Random) => {
    const { shown, said, healthy } = read([input])
    demand(!healthy || Buffer.from(input).includes(proof) || input.includes(0x7b), `a host is healthy, and nothing says ${proof}`)
    if (random.once(8)) demandSame(shown, read(cutUp(input, random)).shown)
    return said
  }
}

const host = 'a::10.0.0.1:80::'
export const clustersText: Target = {
  name: 'clusters-text', inputs: 1_200_000,
  words: ['::', 'a::', host, 'health_flags::', 'healthy', '/failed_active_hc', 'default_priority::max_connections::', 'added_via_api::true', 'hostname::', '[::1]:80', '::[', 'envoy://', 'outlier::success_rate_average::-1'],
  seeds: () => toBytes([
    `a::observability_name::a\na::default_priority::max_connections::1024\na::high_priority::max_retries::3\na::added_via_api::true\n${host}cx_active::0\n${host}health_flags::healthy\n${host}hostname::x\n`,
    `a::b::outlier::success_rate_average::-1\na::b::[::1]:80::health_flags::/failed_active_hc/pending_active_hc\na::b::/tmp/s::rq_total::1\na::b::envoy://x/y::weight::1\n`,
    `${host}health_flags::healthy\nz::eds_service_name::q\n::::\nconstructor::1.1.1.1:1::health_flags::constructor\n`,
  ]),
  run: runWith('healthy'),
}

export const clustersJson: Target = {
  name: 'clusters-json', inputs: 700_000,
  words: ['{"cluster_statuses":[', '"host_statuses":[', '"health_status":{', '"eds_health_status":"HEALTHY"', '"failed_active_health_check":true', '"name":"a"', '"circuit_breakers":{"thresholds":[', '"port_value":'],
  seeds: () => toBytes([
    ...['tls-upstream-san-mismatch', 'connectivity-health-check-failing', 'healthy-pair'].map(name => JSON.stringify(thinJson(`${name}/checkout/clusters.json`, 2))),
    '{"cluster_statuses":[{"name":"a","host_statuses":[{"address":{"pipe":{"path":"/x"}},"health_status":{"eds_health_status":"DRAINING"}}]}]}', '{}', '{"cluster_statuses":[]}',
  ]),
  run: runWith('{'),
}
