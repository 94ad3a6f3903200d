import { parse } from 'yaml'
import type { Problem } from '../../src/evidence/problem.ts'
import { ConfigDumpReader } from '../../src/sources/envoy-admin/config-dump/config-dump-reader.ts'
import { cutUp, demandSame, feed, show } from '../cut.ts'
import { sayCount, sayProblems } from '../outcome.ts'
import { thinJson, toBytes } from '../seeds.ts'
import { demand, type Target } from '../target.ts'

const parseYaml = (text: string): unknown => parse(text, { logLevel: 'error', uniqueKeys: false }) as unknown

function read(pieces: readonly Uint8Array[]): { shown: string, said: string } {
  const problems: Problem[] = []
  const reader = new ConfigDumpReader('dump', problems, parseYaml)
  feed(pieces, piece => reader.write(piece))
  const part = reader.end()
  demand(part.sections.size > 0 || problems.length > 0, 'a dump without any section has no problem')
  demand(part.sections.size > 0 || part.clusters.length + part.listeners.length + part.routeConfigs.length === 0, 'resources come from a dump without sections')
  const counts = [part.sections, part.clusters, part.listeners, part.routeConfigs, part.secrets, part.rejections].map(list => sayCount('size' in list ? list.size : list.length))
  return { shown: show([part, problems]), said: `${counts.join()}${part.bootstrap === undefined ? '' : 'b'}${part.endpoints === undefined ? '' : 'e'}${sayProblems(problems)}` }
}

const admin = 'type.googleapis.com/envoy.admin.v3'
/** Each section alone, with one element: small enough that a mutation meets what matters. */
function sections(path: string): string[] {
  const { configs } = thinJson(path, 1) as { configs: unknown[] }
  return configs.map(section => JSON.stringify({ configs: [section] })).filter(text => text.length < 4000)
}

export const configDump: Target = {
  name: 'config-dump', inputs: 300_000,
  words: ['"@type":"', `${admin}.ClustersConfigDump`, '"configs":[', '"dynamic_active_clusters":[', '"cluster":{', '"name":"a"', '"last_updated":"', '"error_state":{"details":"x"}',
    '"transport_socket":{', '"load_assignment":{', '"port_value":', '"metadata":{', '"filter_chains":[', '"routes":[', '"typed_config":', '"inline_bytes":"', '[redacted]', '- ', ': ', '  ', '&a ', '*a', '<<: '],
  seeds: () => toBytes([
    ...['tls-upstream-untrusted-ca', 'healthy-pair', 'control-plane-app-mesh-ended', 'control-plane-update-rejected'].flatMap(name => sections(`${name}/checkout/config_dump.json`)),
    `"dynamic_listeners": [\n {"name":"l","active_state":{"listener":{"name":"l","address":{"socket_address":{"address":"::","port_value":80}}}}},`,
    "dynamic_listeners:\n  - name: l\n    active_state:\n      listener:\n        '@type': type.googleapis.com/envoy.api.v2.Listener\n",
    `{"configs":[{"@type":"${admin}.EndpointsConfigDump","dynamic_endpoint_configs":[{"endpoint_config":{"cluster_name":"a","endpoints":[{"lb_endpoints":[{"health_status":"__proto__","endpoint":{"address":{"socket_address":{"address":"1.1.1.1","port_value":1}}}}]}]}}]}]}`,
    `{"configs":[{"@type":"${admin}.SecretsConfigDump","dynamic_active_secrets":[{"name":"s","secret":{"name":"s","validation_context":{"trusted_ca":{"inline_bytes":"AAAA"}}}}]}]}`,
  ]),
  run: (input, random) => {
    const { shown, said } = read([input])
    if (random.once(8)) demandSame(shown, read(cutUp(input, random)).shown)
    return said
  },
}
